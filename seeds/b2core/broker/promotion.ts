import { sampleIcon } from '../../../schemas/b2core/samples.js';
import { seededId, stamped } from '../identifiers.js';

/** When the broker set up its advertising. */
const first = stamped('2024-05-06T08:00:00+00:00');

/** The languages of banners. The one of the vendor's examples has no banner, so that it can be deleted. */
export const bannerLanguages = [
  ['Japanese', 'ja'],
  ['English', 'en'],
  ['German', 'de'],
  ['Arabic', 'ar'],
  ['Spanish', 'es'],
].map(([languageName = '', languageCode = ''], index) => ({
  languageId: seededId('bannerLanguages', index),
  languageName,
  languageCode,
  ...first,
}));

export const bannerSizes = [
  ['Skyscraper', 160, 600] as const,
  ['Leaderboard', 728, 90] as const,
  ['Medium rectangle', 300, 250] as const,
  ['Square', 250, 250] as const,
].map(([sizeName, width, height], index) => ({
  sizeId: seededId('bannerSizes', index),
  sizeName,
  width,
  height,
  ...first,
}));

export const bannerThemes = ['Minimal', 'Dark', 'Light'].map((themeName, index) => ({
  themeId: seededId('bannerThemes', index),
  themeName,
  ...first,
}));

/** A banner of each subject in two languages; the first one has the identifier of the vendor's examples. */
export const banners = [
  'Trade gold',
  'Crypto around the clock',
  'Tight spreads',
  'Refer a friend',
].flatMap((subject, index) =>
  [1, 2 + (index % 3)].map((language, turn) => ({
    bannerId: seededId('banners', index * 2 + turn),
    bannerName: subject,
    cdnFileUrl: `https://cdn.example.com/banners/${subject.toLowerCase().replaceAll(' ', '-')}-${bannerLanguages[language]?.languageCode}.png`,
    languageId: seededId('bannerLanguages', language),
    themeId: seededId('bannerThemes', 1 + (index % 2)),
    sizeId: seededId('bannerSizes', 1 + (index % 3)),
    uuid: turn === 0 ? `campaign-${index + 1}` : null,
    ...stamped(`2024-06-1${index}T09:30:00+00:00`),
  })),
);

/** The colors of the vendor's sample, and two more. */
export const qrColors = [
  ['Black', '#000000', '#ffffff'],
  ['Ink', '#ffffff', '#000000'],
  ['Forest', '#f4fff4', '#0b5d1e'],
].map(([name = '', background = '', foreground = ''], index) => ({
  colorId: seededId('qrColors', index),
  name,
  priority: index + 1,
  background,
  foreground,
  ...first,
}));

export const qrIcons = [
  ['Coin', sampleIcon],
  [
    'Drop',
    'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAUUlEQVR4Xt2M0QkAIAgFG8cRG7ZdCoIgL5Ugv3pwX55X0iciPYK+GmUP/s1Rkto0USR8JFYkL0DZ4+fATWRz8wJHxArhrp7XKHnwT40yof+8ART+TUSC1MlgAAAAAElFTkSuQmCC',
  ],
].map(([name = '', image = ''], index) => ({
  iconId: seededId('qrIcons', index),
  name,
  priority: index + 1,
  image,
  ...first,
}));
