import { decode as decodePng, encode as encodePng } from 'fast-png';
import decodeQr from 'qr/decode.js';
import t from 'tap';
import { curlExampleId } from '../../schemas/b2core/samples.js';
import { startInjected } from '../support/app.js';
import { b2core } from './api.js';

const server = await startInjected(t);
const banners = `${b2core}/banners`;
const codes = `${b2core}/qrcodes`;

type Send = ReturnType<typeof server.sandbox>['send'];

/** Creates an object and returns its response body. */
async function create(send: Send, url: string, body: unknown) {
  const response = await send('POST', url, { body });
  t.equal(response.status, 201, url);
  return response.body;
}

t.test(
  'a banner shows the names of its language, size and theme, also after they change',
  async (t) => {
    const { send } = server.sandbox();
    const language = await create(send, `${banners}/languages`, {
      languageName: 'Icelandic',
      languageCode: 'is',
    });
    const size = await create(send, `${banners}/sizes`, {
      sizeName: 'Tall',
      width: 20,
      height: 90,
    });
    const theme = await create(send, `${banners}/themes`, { themeName: 'Autumn' });
    const references = {
      languageId: language.languageId,
      sizeId: size.sizeId,
      themeId: theme.themeId,
    };
    const banner = await create(send, banners, {
      ...references,
      bannerName: 'Trade ice',
      cdnFileUrl: 'https://cdn.example.com/ice.png',
    });
    t.match(banner, {
      ...references,
      languageName: 'Icelandic',
      sizeName: 'Tall',
      width: 20,
      height: 90,
      themeName: 'Autumn',
      uuid: null,
    });
    await send('PUT', `${banners}/languages/${language.languageId}`, {
      body: { languageName: 'Íslenska' },
    });
    const own = `${banners}/${banner.bannerId}`;
    t.strictSame((await send('GET', own)).body, { ...banner, languageName: 'Íslenska' });
    const listed = await send('GET', `${banners}?filter[languageId]=${language.languageId}`);
    t.strictSame(listed.body, [{ ...banner, languageName: 'Íslenska' }]);
    const { body: filters } = await send('GET', `${banners}/filters`);
    t.ok(
      filters.languages.some(
        ({ languageName }: { languageName: string }) => languageName === 'Íslenska',
      ),
    );
  },
);

t.test('filters have the values that banners have, and nothing else', async (t) => {
  const { send } = server.sandbox();
  const { body: all } = await send('GET', `${banners}?limit=100`);
  const { body: filters } = await send('GET', `${banners}/filters`);
  for (const [kind, id] of [
    ['languages', 'languageId'],
    ['sizes', 'sizeId'],
    ['themes', 'themeId'],
  ] as const) {
    const used = new Set(all.map((each: Record<string, string>) => each[id]));
    t.strictSame(new Set(filters[kind].map((each: Record<string, string>) => each[id])), used);
    for (const { [id]: value } of filters[kind]) {
      const { body: found } = await send('GET', `${banners}?limit=100&filter[${id}]=${value}`);
      t.strictSame(
        found,
        all.filter((each: Record<string, string>) => each[id] === value),
      );
    }
  }
});

t.test('what a banner uses cannot be deleted until the banner is gone', async (t) => {
  const { send } = server.sandbox();
  const { body: all } = await send('GET', `${banners}?limit=100`);
  const { themeId } = all[0];
  const theme = `${banners}/themes/${themeId}`;
  const refused = await send('DELETE', theme);
  t.equal(refused.status, 409);
  t.equal((await send('GET', theme)).status, 200);
  for (const { bannerId } of all)
    t.equal((await send('DELETE', `${banners}/${bannerId}`)).status, 204);
  t.equal((await send('DELETE', theme)).status, 204);
  t.equal((await send('GET', theme)).status, 404);
  t.strictSame((await send('GET', `${banners}/filters`)).body, {
    languages: [],
    sizes: [],
    themes: [],
  });
});

t.test('every error of a banner is named together', async (t) => {
  const { send } = server.sandbox();
  const body = { bannerName: '', cdnFileUrl: 'ice.png', languageId: 'none', sizeId: 7 };
  const { status, body: refusal } = await send('POST', banners, { body });
  t.equal(status, 400);
  const fields = refusal.errors.map(({ field }: { field: string }) => field);
  t.strictSame(fields.sort(), ['/bannerName', '/cdnFileUrl', '/languageId', '/sizeId', '/themeId']);
  const duplicate = { languageName: 'Other', languageCode: 'en' };
  t.match(await send('POST', `${banners}/languages`, { body: duplicate }), {
    status: 400,
    body: { errors: [{ field: '/languageCode' }] },
  });
});

t.test('sizes are added and deleted; the vendor lists no update of them', async (t) => {
  const { send } = server.sandbox();
  const { status, headers } = await send('PUT', `${banners}/sizes/${curlExampleId}`, {
    body: { width: 1 },
  });
  t.match({ status, allow: headers.allow }, { status: 405, allow: /GET.*DELETE/ });
});

t.test(
  'a QR code is a PNG file that decoders read, in the colors that were asked for',
  async (t) => {
    const { send } = server.sandbox();
    const content = 'https://my.example.com/register?ref=Grüße';
    const color = await create(send, `${codes}/colors`, {
      name: 'Navy',
      background: '#fff0e0',
      foreground: '#001f5b',
    });
    const { colorId } = color;
    for (const size of [100, 300, 777]) {
      for (const iconId of [null, curlExampleId]) {
        const made = await create(send, codes, { content, colorId, iconId, size });
        t.match(made, { content, colorId, iconId, size });
        const image = decodePng(Buffer.from(made.image, 'base64'));
        t.match(image, { width: size, height: size });
        t.equal(decodeQr({ width: size, height: size, data: image.data as Uint8Array }), content);
        t.strictSame([...image.data.slice(0, 3)], [0xff, 0xf0, 0xe0]);
      }
    }
    await send('PATCH', `${codes}/colors/${colorId}`, { body: { background: '#00ff00' } });
    const again = await create(send, codes, { content, colorId });
    const { data } = decodePng(Buffer.from(again.image, 'base64'));
    t.strictSame([...data.slice(0, 3)], [0, 0xff, 0], 'a changed color is used at once');
  },
);

t.test('an icon is drawn in the middle, whatever kind of PNG it is', async (t) => {
  const { send } = server.sandbox();
  const palette = [
    [10, 20, 30],
    [200, 100, 50],
  ] as [number, number, number][];
  const kinds = [
    { data: new Uint8Array([200, 100, 50, 255]), channels: 4, depth: 8 },
    { data: new Uint8Array([200, 100, 50]), channels: 3, depth: 8 },
    { data: new Uint16Array([200 * 257, 100 * 257, 50 * 257]), channels: 3, depth: 16 },
    { data: new Uint8Array([1]), channels: 1, depth: 8, palette },
  ] as const;
  for (const kind of kinds) {
    const file = Buffer.from(encodePng({ width: 1, height: 1, ...kind })).toString('base64');
    const { iconId } = await create(send, `${codes}/icons`, { name: 'Dot', image: file });
    const { image } = await create(send, codes, { content: 'a', iconId, size: 101 });
    const { data } = decodePng(Buffer.from(image, 'base64'));
    const middle = (50 * 101 + 50) * 3;
    t.strictSame([...data.slice(middle, middle + 3)], [200, 100, 50], JSON.stringify(kind.depth));
  }
});

t.test('an icon must be a small PNG file', async (t) => {
  const { send } = server.sandbox();
  const valid = encodePng({ width: 4, height: 4, data: new Uint8Array(48), channels: 3 });
  const large = encodePng({ width: 600, height: 1, data: new Uint8Array(1800), channels: 3 });
  const damaged = Buffer.from(valid);
  damaged.writeUInt8(damaged.readUInt8(45) ^ 0xff, 45);
  for (const bytes of [Buffer.from('GIF89a'), large, damaged, valid.slice(0, 40)]) {
    const body = { name: 'Bad', image: Buffer.from(bytes).toString('base64') };
    const { status, body: refusal } = await send('POST', `${codes}/icons`, { body });
    t.match({ status, refusal }, { status: 400, refusal: { errors: [{ field: '/image' }] } });
  }
  t.match(await send('POST', codes, { body: { content: 'a', iconId: 'none', size: 9 } }), {
    status: 400,
    body: { errors: [{ field: '/iconId' }, { field: '/size' }].reverse() },
  });
});
