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

/** The questions that a user can choose from. */
export const secretQuestions = [
  'What was the name of your first pet?',
  'In which city were you born?',
  'What was the name of your first school?',
  'What was the make of your first car?',
  'What is the middle name of your oldest sibling?',
  'What was your favorite teacher called?',
].map((name, index) => ({ id: index + 1, name }));

/** How the calling user is protected; the answer to the question is never told. */
export function readSecurity(
  request: ValidatedRequest<unknown, unknown, unknown>,
): SecurityInformation {
  const { wire, internal } = caller(request);
  const question = secretQuestions.find(({ id }) => id === internal.secretQuestionId);
  return {
    username: wire.username,
    email: wire.email,
    secretQuestionId: question?.id ?? null,
    secretQuestion: question?.name ?? null,
  };
}

/** Changes the password, the question, both or nothing; every fault of the form is named. */
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

/** What the fields of the form say to one another. */
export function validateSecurityForm(request: UnvalidatedRequest): FieldError[] {
  return [...passwordFaults(caller(request), request.body), ...questionFaults(request.body)];
}

type Form = Readonly<Record<string, unknown>>;

/** "If current password is specified, then new and confirm passwords are required." */
function passwordFaults(user: StoredUser, form: Form): FieldError[] {
  const { currentPassword, newPassword, confirmPassword } = form;
  const given = { currentPassword, newPassword, confirmPassword };
  if (Object.values(given).every((each) => each === undefined)) return [];
  const missing = Object.entries(given).filter(([, each]) => each === undefined);
  if (missing.length > 0) {
    const message = 'is missing; current, new and confirmation password go together';
    return missing.map(([name]) => ({ in: 'body', at: `/${name}`, message }));
  }
  const isWrong = !verifyPassword(String(currentPassword), user);
  const wrong: FieldError[] = [
    { in: 'body', at: '/currentPassword', message: 'is not the current password' },
  ];
  return [...(isWrong ? wrong : []), ...validateConfirmation(newPassword, confirmPassword)];
}

/** "The question and answer must also both be specified if one is updated." */
function questionFaults({ secretQuestionId, secretAnswer }: Form): FieldError[] {
  if (secretQuestionId === undefined && secretAnswer === undefined) return [];
  if (secretQuestionId === undefined || secretAnswer === undefined) {
    const at = secretAnswer === undefined ? '/secretAnswer' : '/secretQuestionId';
    return [{ in: 'body', at, message: 'is missing; question and answer go together' }];
  }
  if (secretQuestions.some(({ id }) => id === secretQuestionId)) return [];
  const message = `must be an id of GET secretQuestions, 1 to ${secretQuestions.length}, not ${secretQuestionId}`;
  return [{ in: 'body', at: '/secretQuestionId', message }];
}

function caller(request: Pick<UnvalidatedRequest, 'sandbox' | 'caller'>): StoredUser {
  return request.sandbox.documents(users).get(request.caller.name) as StoredUser;
}
