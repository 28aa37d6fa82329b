import { Type } from '@sinclair/typebox';
import { chosen, stringEnum } from '../../annotations.js';
import { uuid } from '../profiles.js';
import { orNull } from '../values.js';
import { exampleVersion } from './examples.js';

/** A text that is not empty. */
export const limited = (description: string, maxLength?: number) =>
  Type.String({ description, minLength: 1, ...(maxLength !== undefined && { maxLength }) });

export const approvalStates = ['AVAILABLE', 'ACCEPTED', 'APPROVED', 'REJECTED'] as const;
export const releaseTracks = ['Alpha', 'Beta', 'Production'] as const;

/** The fields that a version has in each of its models. */
export const versionFields = {
  id: uuid('The version', exampleVersion),
  version_code: limited('What the version is called in its package', 50),
  build_number: orNull(limited('The number of the version in its package', 100)),
  hash_string: Type.String({ description: 'The SHA-256 of the file, in hexadecimal digits' }),
  min_sdk_version: orNull(limited('The lowest API level of Android that it runs on', 10)),
  target_sdk_version: orNull(limited('The API level of Android that it was made for', 10)),
  approval_status: stringEnum(approvalStates, { description: 'Whether it may be installed' }),
};

const instant = (description: string) =>
  Type.Optional(
    chosen(
      Type.String({
        description: `${description} this time; a day is its first instant`,
        pattern:
          '^\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)?)?$',
        examples: ['2024-01-01T00:00:00Z'],
      }),
      'pattern',
    ),
  );

/** The filters by time that lists of apps and of versions have. */
export const dateFilters = {
  created_on_gt: instant('Only those that were created after'),
  created_on_lt: instant('Only those that were created before'),
  updated_on_gt: instant('Only those that changed after'),
  updated_on_lt: instant('Only those that changed before'),
};
