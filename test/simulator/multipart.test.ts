import t from 'tap';
import { startInjected } from '../support/app.js';
import { example } from '../support/example-request.js';
import { operations } from '../support/operations.js';

const server = await startInjected(t);
const boundary = 'xyz';
const contentType = `multipart/form-data; boundary=${boundary}`;

/** Operations whose body may be a multipart form. */
const formOperations = operations.flatMap(({ contract, operation, name }) => {
  const { acceptsMultipart: form } = operation.config;
  if (!form) return [];
  const { url, body } = example(contract, operation);
  return [{ name, method: operation.method, url, json: JSON.stringify(body), form }];
});

/** A form of parts, each with its headers and its content. */
function formOf(...parts: readonly (readonly [headers: string, content: string | Buffer])[]) {
  const chunks = parts.flatMap(([headers, content]) => [
    Buffer.from(`--${boundary}\r\n${headers}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
}

const disposition = (parameters: string) => `Content-Disposition: form-data; ${parameters}`;

t.test('a part is found by its name, however clients write its headers', async (t) => {
  for (const { name, method, url, json, form } of formOperations) {
    const { model } = form;
    for (const headers of [
      disposition(`name="${model}"`),
      disposition(`name=${model}`),
      disposition(`name=${model}; filename=body.json`),
      disposition(`filename="a; name=x"; name="${model}"`),
      disposition(`filename="a\\"; name=x"; name=${model}`),
      `content-disposition:form-data;name="${model}"\r\ncontent-type:application/json`,
      `Content-Type: application/json; charset=utf-8\r\nContent-Disposition: form-data;\r\n name="${model}"`,
      `CONTENT-DISPOSITION: form-data ; NAME=${model}`,
    ]) {
      const { send } = server.sandbox();
      const body = formOf([headers, json]);
      const { status, text } = await send(method, url, {
        body,
        headers: { 'content-type': contentType },
      });
      t.equal(status, 200, `${name} ${headers} ${text}`);
    }
  }
});

t.test('a form without the part of the JSON is refused, and names the parts it has', async (t) => {
  for (const { name, method, url, json, form } of formOperations) {
    const { model, files } = form;
    const [file = ''] = files;
    const other = model.toUpperCase();
    for (const [body, has] of [
      [formOf([disposition(`name="${other}"`), json]), `only ${other}`],
      [formOf([disposition(`filename="name=${model}"`), json]), 'no parts with a name'],
      [formOf(), 'no parts with a name'],
      [
        formOf(
          [`${disposition(`name="${file}"`)}\r\nContent-Type: image/png`, 'x'],
          [disposition('name="__proto__"'), json],
        ),
        `only ${file}, __proto__`,
      ],
    ] as const) {
      const { send } = server.sandbox();
      const refused = await send(method, url, { body, headers: { 'content-type': contentType } });
      const message = `is a multipart form without the part ${model}; it has ${has}`;
      t.match(refused, { status: 400, body: { errors: [{ in: 'body', at: '', message }] } }, name);
    }
  }
});

t.test('a boundary that no form may have is refused', async (t) => {
  const { send } = server.sandbox();
  for (const { method, url, json, form } of formOperations) {
    const body = formOf([disposition(`name="${form.model}"`), json]);
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary=""',
      `multipart/form-data; boundary=${'b'.repeat(71)}`,
      `multipart/form-data; boundary="${'b'.repeat(71)}"`,
    ]) {
      const refused = await send(method, url, { body, headers: { 'content-type': type } });
      const message =
        'is a multipart form that has no boundary of 1 to 70 characters in its Content-Type';
      t.match(refused, { status: 400, body: { errors: [{ in: 'body', at: '', message }] } }, type);
    }
  }
});

t.test('bytes that are not UTF-8 are refused instead of stored as other characters', async (t) => {
  const broken = Buffer.from([0xc3, 0x28]);
  const message = 'is not valid UTF-8';
  for (const { contract, operation, name } of operations) {
    const { handler, config } = operation;
    const { url, body } = example(contract, operation);
    if (config.acceptsBinary || config.acceptsFile) continue;
    if (!handler || typeof body !== 'object' || body === null) continue;
    const { send } = server.sandbox();
    const as = config.access.allow?.[0];
    const json = Buffer.concat([Buffer.from('{"x":"'), broken, Buffer.from('"}')]);
    const headers = { 'content-type': 'application/json' };
    const refused = await send(operation.method, url, { as, body: json, headers });
    t.equal(refused.status, 400, name);
    t.match(refused.text, message, name);
  }
  for (const { name, method, url, form } of formOperations) {
    const { send } = server.sandbox();
    const model = Buffer.concat([Buffer.from('{"description":"'), broken, Buffer.from('"}')]);
    const body = formOf([disposition(`name="${form.model}"`), model]);
    const refused = await send(method, url, { body, headers: { 'content-type': contentType } });
    t.match(refused, { status: 400, body: { errors: [{ in: 'body', at: '', message }] } }, name);
  }
  // The replacement character itself is a character like any other.
  for (const { method, url } of formOperations)
    t.equal(
      (await server.sandbox().send(method, url, { body: { description: '\ufffd' } })).status,
      200,
    );
});
