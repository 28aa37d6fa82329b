import type {
  CreditCardFormPost,
  CreditCardInformation,
} from '../../../../schemas/kajeet/manage-profile.js';
import { passesLuhn } from '../../../../seeds/world/luhn.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import { type FieldError, notFound } from '../../../simulator/contract/problem.js';
import { preferences } from '../collections.js';
import { accountIdOf, kajeetCaller } from '../identity.js';

type Request = ValidatedRequest<unknown, unknown, unknown>;

/** Card brands by the first digits of the card number. */
const brands: readonly [RegExp, string][] = [
  [/^4/, 'Visa'],
  [/^(5[1-5]|2[2-7])/, 'Mastercard'],
  [/^3[47]/, 'American Express'],
  [/^(6011|65|64[4-9])/, 'Discover'],
];

/** Returns brand, last four digits, expiry and name of the card on file. Throws a 404 problem without a card. */
export function readCard(request: Request): CreditCardInformation {
  const found = request.sandbox.documents(preferences).get(idOf(request));
  if (!found) throw notFound('There is no card on file');
  return found.wire as CreditCardInformation;
}

/** Replaces the card on file. Its number and security code are not stored. */
export function saveCard(request: ValidatedRequest<unknown, unknown, CreditCardFormPost>) {
  const { cardNumber, expirationMonth, expirationYear, nameOnCard } = request.body;
  const [, brand = 'Card'] = brands.find(([prefix]) => prefix.test(cardNumber)) ?? [];
  const wire = {
    brand,
    lastFour: cardNumber.slice(-4),
    expirationMonth,
    expirationYear,
    nameOnCard,
  };
  const internal = { id: idOf(request) };
  const stored = request.sandbox.documents(preferences);
  stored.upsert(wire, internal);
  return { message: 'Saved' };
}

/** Removes the card on file. Throws a 404 problem without a card. */
export function deleteCard(request: Request) {
  const isDeleted = request.sandbox.documents(preferences).delete(idOf(request));
  if (!isDeleted) throw notFound('There is no card on file');
  return { message: 'Deleted' };
}

/** Rejects a wrong check digit and an expired card. */
export function validateCard({ body, sandbox }: UnvalidatedRequest): FieldError[] {
  const { cardNumber, expirationMonth, expirationYear } = body;
  const fieldErrors: FieldError[] = [];
  if (typeof cardNumber === 'string' && /^\d+$/.test(cardNumber) && !passesLuhn(cardNumber)) {
    fieldErrors.push({ in: 'body', at: '/cardNumber', message: 'has a wrong check digit' });
  }
  // A card is valid to the end of its month.
  if (Date.UTC(Number(expirationYear), Number(expirationMonth)) <= sandbox.clock.now()) {
    const message = `is in the past: ${expirationMonth}/${expirationYear} is before ${sandbox.clock.iso().slice(0, 7)}`;
    fieldErrors.push({ in: 'body', at: '/expirationYear', message });
  }
  return fieldErrors;
}

function idOf(request: Request): string {
  return `${accountIdOf(kajeetCaller(request))} card`;
}
