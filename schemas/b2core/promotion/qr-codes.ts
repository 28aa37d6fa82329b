import { type Static, Type } from '@sinclair/typebox';
import { chosen, inferred, nullable } from '../../annotations.js';
import {
  integer,
  nameField,
  nullableReference,
  objectSchemas,
  reference,
  required,
} from '../objects.js';
import { sampleIcon } from '../samples.js';

const color = (description: string, example: string) =>
  chosen(
    Type.String({
      pattern: '^#[0-9A-Fa-f]{6}$',
      description: `${description}, as #rrggbb`,
      examples: [example],
    }),
    'pattern',
  );
const priority = integer('The place in the list that users see; lower numbers come first', {
  minimum: 0,
  maximum: 1_000_000,
  example: 1,
});

export const QrColor = objectSchemas({
  name: 'QrColor',
  nouns: ['QR code color', 'QR code colors'],
  id: 'colorId',
  publication: 'object',
  fields: {
    name: nameField('The name of the color', 'Black'),
    priority,
    background: color('The color of the background', '#000000'),
    foreground: color('The color of the code', '#ffffff'),
  },
  writable: { name: required, priority: 1, background: required, foreground: required },
  sorts: ['name', 'priority'],
  filters: ['name'],
  example: { name: 'Navy', priority: 4, background: '#ffffff', foreground: '#001f5b' },
});

export const QrIcon = objectSchemas({
  name: 'QrIcon',
  nouns: ['QR code icon', 'QR code icons'],
  id: 'iconId',
  publication: 'object',
  fields: {
    name: nameField('The name of the icon', 'Coin'),
    priority,
    image: chosen(
      Type.String({
        contentEncoding: 'base64',
        minLength: 1,
        maxLength: 65_536,
        description:
          'The image file in Base64. Understudy accepts PNG files of at most 512 by 512 pixels',
        examples: [sampleIcon],
      }),
      'minLength',
      'maxLength',
    ),
  },
  writable: { name: required, priority: 1, image: required },
  sorts: ['name', 'priority'],
  filters: ['name'],
  example: { name: 'Star', priority: 3, image: sampleIcon },
});

/** What a QR code can hold with room for errors under an icon. */
const maxContent = 1000;

const content = Type.String({
  minLength: 1,
  maxLength: maxContent,
  description: 'The text of the code, such as the link of a partner',
  examples: ['https://my.example.com/register?ref=60ba407d15951453e60e49f8'],
});
const size = integer('The width and the height of the image in pixels', {
  minimum: 64,
  maximum: 1000,
  example: 300,
});

export const QrCodeInput = inferred(
  Type.Object(
    {
      content,
      colorId: Type.Optional(nullableReference('QR code color')),
      iconId: Type.Optional(nullableReference('QR code icon')),
      size: Type.Optional(size),
    },
    {
      $id: 'QrCodeInput',
      description:
        'A QR code to make: black on white without a color, 300 pixels wide without a size',
      examples: [{ content: content.examples[0], colorId: '60ba407d15951453e60e49f8', size: 300 }],
    },
  ),
);

export const QrCode = inferred(
  Type.Object(
    {
      content,
      colorId: nullable(reference('QR code color')),
      iconId: nullable(reference('QR code icon')),
      size,
      image: Type.String({ contentEncoding: 'base64', description: 'A PNG file in Base64' }),
    },
    { $id: 'QrCode', description: 'A QR code' },
  ),
);
export type QrCode = Static<typeof QrCode>;
