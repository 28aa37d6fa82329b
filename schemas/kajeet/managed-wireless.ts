import { Type } from '@sinclair/typebox';
import { inferred, observed } from '../annotations.js';

/** A public client reads `ncmGroup.name`; nothing else is known. */
export const ManagedWirelessDevice = inferred(
  Type.Object(
    {
      mdn: Type.String(),
      imei: Type.Optional(Type.String()),
      deviceName: Type.String(),
      status: Type.String(),
      onlineStatus: Type.Boolean(),
      ncmGroup: observed(
        Type.Object(
          {
            id: inferred(Type.Integer()),
            name: observed(Type.String()),
          },
          { description: 'The group of the device in the network manager' },
        ),
      ),
    },
    { $id: 'ManagedWirelessDevice', description: 'Managed-wireless details of a device' },
  ),
);
