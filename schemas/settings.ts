import { Type } from '@sinclair/typebox';

/** The setting `strictQuery`, which every vendor's simulation has. */
export function strictQuerySetting(
  description = 'refuse unknown query parameters instead of ignoring them',
) {
  return Type.Boolean({ default: false, description });
}
