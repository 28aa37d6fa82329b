import { type Static, Type } from '@sinclair/typebox';
import { inferred, stringEnum } from '../annotations.js';
import { maxListItems } from './devices/writes.js';

const text = (maxLength = 255) => Type.Optional(Type.String({ maxLength }));

const contact = {
  firstName: text(),
  lastName: text(),
  title: text(),
  email: Type.Optional(Type.String({ format: 'email' })),
  phone: text(),
  street: text(),
  city: text(),
  state: text(),
  zip: text(),
  timeZone: text(),
};

/** The vendor publishes no fields; other keys are stored and returned. */
export const ContactInformation = inferred(
  Type.Object(contact, {
    $id: 'ContactInformation',
    additionalProperties: true,
    'x-at-least-one': Object.keys(contact),
    description: 'The contact of an account',
    examples: [
      {
        firstName: 'Dana',
        lastName: 'Whitfield',
        email: 'dana.whitfield@northstar.example',
        city: 'Rochester',
        state: 'NY',
      },
    ],
  }),
);

export const CreditCardFormPost = inferred(
  Type.Object(
    {
      nameOnCard: Type.String({ minLength: 1, maxLength: 255 }),
      cardNumber: Type.String({
        pattern: '^\\d{12,19}$',
        writeOnly: true,
        description: '12 to 19 digits that end in the correct check digit; never stored',
      }),
      expirationMonth: Type.Integer({ minimum: 1, maximum: 12 }),
      expirationYear: Type.Integer({ minimum: 2000, maximum: 2100 }),
      cvv: Type.String({
        pattern: '^\\d{3,4}$',
        writeOnly: true,
        description: 'Three or four digits; never stored',
      }),
      street: text(),
      city: text(),
      state: text(),
      zip: text(),
    },
    {
      $id: 'CreditCardFormPost',
      description: 'A payment card',
      examples: [
        {
          nameOnCard: 'Dana Whitfield',
          cardNumber: '4111111111111111',
          expirationMonth: 12,
          expirationYear: 2030,
          cvv: '123',
          zip: '14604',
        },
      ],
    },
  ),
);
export type CreditCardFormPost = Static<typeof CreditCardFormPost>;

export const CreditCardInformation = inferred(
  Type.Object(
    {
      brand: Type.String(),
      lastFour: Type.String({ description: 'The last four digits of the number' }),
      expirationMonth: Type.Integer(),
      expirationYear: Type.Integer(),
      nameOnCard: Type.String(),
    },
    { $id: 'CreditCardInformation', description: 'The stored details of the card on file' },
  ),
);
export type CreditCardInformation = Static<typeof CreditCardInformation>;

/** A message preference. The vendor documents only the body's name and that it is an object; other keys are stored. */
export const Message = inferred(
  Type.Object(
    {
      message: Type.String({
        maxLength: 1000,
        examples: ['Please bring this device to the front office.'],
      }),
    },
    {
      $id: 'Message',
      additionalProperties: true,
      description: 'A message that devices show',
      examples: [{ message: 'Please bring this device to the front office.' }],
    },
  ),
);

/** "To send an email alert depending on whether device is dormant or not"; other keys are stored. */
export const NotificationModel = inferred(
  Type.Object(
    { dormantDeviceEmail: Type.Boolean({ description: 'Send an e-mail about dormant devices' }) },
    {
      $id: 'NotificationModel',
      additionalProperties: true,
      examples: [{ dormantDeviceEmail: true }],
    },
  ),
);

export const AdminUsers = inferred(
  Type.Array(
    Type.Object({
      username: Type.String(),
      firstName: Type.String(),
      lastName: Type.String(),
      email: Type.String(),
      role: stringEnum(['org_super', 'org_tech']),
      corpId: Type.String(),
    }),
    { $id: 'AdminUsers', description: 'The administrators of an account' },
  ),
);

/** Provinces and time zones. */
export const CodesAndNames = inferred(
  Type.Array(Type.Object({ code: Type.String(), name: Type.String() }), {
    $id: 'CodesAndNames',
    description: 'The values to choose from',
  }),
);

export const SecretQuestions = inferred(
  Type.Array(Type.Object({ id: Type.Integer(), name: Type.String() }), {
    $id: 'SecretQuestions',
    description: 'The questions to choose from',
  }),
);

export const SecurityInformation = inferred(
  Type.Object(
    {
      username: Type.String(),
      email: Type.String(),
      secretQuestionId: Type.Unsafe<number | null>({ type: ['integer', 'null'] }),
      secretQuestion: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
    },
    { $id: 'SecurityInformation', description: 'The security settings of the calling user' },
  ),
);
export type SecurityInformation = Static<typeof SecurityInformation>;

/** The vendor documents which fields go together, but not their names. */
export const SecuritySettingsForm = inferred(
  Type.Object(
    {
      currentPassword: Type.Optional(Type.String({ writeOnly: true })),
      newPassword: Type.Optional(Type.String({ minLength: 8, maxLength: 255, writeOnly: true })),
      confirmPassword: Type.Optional(Type.String({ writeOnly: true })),
      secretQuestionId: Type.Optional(Type.Integer()),
      secretAnswer: Type.Optional(Type.String({ minLength: 1, maxLength: 255, writeOnly: true })),
    },
    {
      $id: 'SecuritySettingsForm',
      'x-at-least-one': [
        'currentPassword',
        'newPassword',
        'confirmPassword',
        'secretQuestionId',
        'secretAnswer',
      ],
      description:
        'currentPassword requires newPassword and confirmPassword; secretQuestionId and secretAnswer require each other',
      examples: [{ secretQuestionId: 1, secretAnswer: 'Biscuit' }],
    },
  ),
);
export type SecuritySettingsForm = Static<typeof SecuritySettingsForm>;

const day = (description: string, example: string) =>
  Type.String({
    pattern: '^(\\d{4}-\\d{2}-\\d{2}|\\d{2}/\\d{2}/\\d{4})$',
    description: `${description}, as YYYY-MM-DD or MM/DD/YYYY`,
    examples: [example],
  });

export const SummerSuspension = inferred(
  Type.Object(
    {
      startDate: day('The first day of the suspension', '2026-06-20'),
      endDate: day('The last day of the suspension', '2026-08-31'),
      exemptImeis: Type.Optional(
        Type.Array(Type.String(), {
          maxItems: maxListItems,
          description: 'IMEIs of devices that are not suspended; only org_super may send them',
        }),
      ),
    },
    { $id: 'SummerSuspension', examples: [{ startDate: '2026-06-20', endDate: '2026-08-31' }] },
  ),
);
export type SummerSuspension = Static<typeof SummerSuspension>;

export const Saved = inferred(
  Type.Object(
    { message: Type.String({ description: 'Human-readable description of the change' }) },
    { $id: 'Saved', description: 'The change was made' },
  ),
);
