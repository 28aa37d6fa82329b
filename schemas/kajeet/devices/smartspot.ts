import { type Static, Type } from '@sinclair/typebox';
import { inferred } from '../../annotations.js';
import { maxListItems } from './writes.js';

const Imei = Type.String({
  minLength: 1,
  description: 'The IMEI of a SmartSpot',
  examples: ['355737360073462'],
});

const settings = {
  ssid: Type.Optional(Type.String({ maxLength: 32, description: 'The name of its Wi-Fi network' })),
  password: Type.Optional(Type.String({ minLength: 8, maxLength: 63, writeOnly: true })),
  wifiEnabled: Type.Optional(Type.Boolean()),
  maxClients: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
};
const atLeastOne = { 'x-at-least-one': Object.keys(settings), additionalProperties: true };
const example = { ssid: 'Bus 47', wifiEnabled: true, maxClients: 20 };

/** The vendor publishes the model's name but no fields; other keys are stored and returned. */
export const SmartSpotSettingsRequest = inferred(
  Type.Object(
    { imei: Imei, ...settings },
    {
      $id: 'SmartSpotSettingsRequest',
      ...atLeastOne,
      examples: [{ imei: '355737360073462', ...example }],
    },
  ),
);
export type SmartSpotSettingsRequest = Static<typeof SmartSpotSettingsRequest>;

export const SmartSpotSettingsMultiRequest = inferred(
  Type.Object(
    { imeis: Type.Array(Imei, { minItems: 1, maxItems: maxListItems }), ...settings },
    {
      $id: 'SmartSpotSettingsMultiRequest',
      ...atLeastOne,
      examples: [{ imeis: ['355737360073462'], ...example }],
    },
  ),
);
export type SmartSpotSettingsMultiRequest = Static<typeof SmartSpotSettingsMultiRequest>;

export const SmartSpotSettings = inferred(
  Type.Object(
    { imei: Type.String(), ...settings, password: Type.Optional(Type.String()) },
    {
      $id: 'SmartSpotSettings',
      additionalProperties: true,
      description: 'The settings of a SmartSpot',
    },
  ),
);
