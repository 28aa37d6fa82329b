import { Type } from '@sinclair/typebox';

/** Response of the usage summary. */
export const UsageSummary = Type.Object(
  {
    usageDetails: Type.Array(
      Type.Object({
        renewalDate: Type.String({ description: 'MM/DD/YYYY' }),
        mbUsed: Type.Number(),
        pointsUsed: Type.Number(),
      }),
    ),
  },
  { $id: 'UsageSummary', description: 'Usage in each renewal period' },
);
