import type {
  SecurityInformation,
  SecuritySettingsForm,
} from '../../../../schemas/kajeet/manage-profile.js';
import type {
  UnvalidatedRequest,
  ValidatedRequest,
} from '../../../simulator/contract/operation.js';
import type { FieldError } from '../../../simulator/contract/problem.js';
import { hashSecret, validateConfirmation, verifyPassword } from '../auth/passwords.js';
import { type StoredUser, users } from '../collections.js';

/** The questions that users can choose from. */
export const secretQuestions = [
  'What was the name of your first pet?',
  'In which city were you born?',
  'What was the name of your first school?',
  'What was the make of your first car?',
  'What is the middle name of your oldest sibling?',
  'What was your favorite teacher called?',
].map((name, index) => ({ id: index + 1, name }));

/** Returns the calling user's security settings, without the answer to the question. */
export function readSecurity(
  request: ValidatedRequest<unknown, unknown, unknown>,
): SecurityInformation {
  const { wire, internal } = callingUser(request);
  const question = secretQuestions.find(({ id }) => id === internal.secretQuestionId);
  return {
    username: wire.username,
    email: wire.email,
    secretQuestionId: question?.id ?? null,
    secretQuestion: question?.name ?? null,
  };
}

/** Changes the calling user's password, secret question or both. */
export function saveSecurity(request: ValidatedRequest<unknown, unknown, SecuritySettingsForm>) {
  const { sandbox, body } = request;
  const { newPassword, secretQuestionId, secretAnswer } = body;
  sandbox.documents(users).update(request.caller.name, ({ wire, internal }) => ({
    wire,
    internal: {
      ...internal,
      ...(newPassword === undefined ? {} : { password: hashSecret(newPassword, sandbox) }),
      ...(secretQuestionId === undefined || secretAnswer === undefined
        ? {}
        : { secretQuestionId, secretAnswer: hashSecret(secretAnswer, sandbox) }),
    },
  }));
  return { message: 'Saved' };
}

/** Checks the rules between the form's fields. */
export function validateSecurityForm(request: UnvalidatedRequest): FieldError[] {
  return [
    ...validatePassword(callingUser(request), request.body),
    ...validateQuestion(request.body),
  ];
}

type Form = Readonly<Record<string, unknown>>;

/** "If current password is specified, then new and confirm passwords are required." */
function validatePassword(user: StoredUser, form: Form): FieldError[] {
  const { currentPassword, newPassword, confirmPassword } = form;
  const fields = Object.entries({ currentPassword, newPassword, confirmPassword });
  const missing = fields.filter(([, value]) => value === undefined);
  if (missing.length === fields.length) return [];
  if (missing.length > 0) {
    const message =
      'is missing; currentPassword, newPassword and confirmPassword are required together';
    return missing.map(([name]) => ({ in: 'body', at: `/${name}`, message }));
  }
  const isWrong = !verifyPassword(String(currentPassword), user);
  const wrong: FieldError[] = [
    { in: 'body', at: '/currentPassword', message: 'is not the current password' },
  ];
  return [...(isWrong ? wrong : []), ...validateConfirmation(newPassword, confirmPassword)];
}

/** "The question and answer must also both be specified if one is updated." */
function validateQuestion({ secretQuestionId, secretAnswer }: Form): FieldError[] {
  if (secretQuestionId === undefined && secretAnswer === undefined) return [];
  if (secretQuestionId === undefined || secretAnswer === undefined) {
    const at = secretAnswer === undefined ? '/secretAnswer' : '/secretQuestionId';
    return [
      {
        in: 'body',
        at,
        message: 'is missing; secretQuestionId and secretAnswer are required together',
      },
    ];
  }
  if (secretQuestions.some(({ id }) => id === secretQuestionId)) return [];
  const message = `must be an id from GET secretQuestions, 1 to ${secretQuestions.length}, not ${secretQuestionId}`;
  return [{ in: 'body', at: '/secretQuestionId', message }];
}

function callingUser(request: Pick<UnvalidatedRequest, 'sandbox' | 'caller'>): StoredUser {
  return request.sandbox.documents(users).get(request.caller.name) as StoredUser;
}
