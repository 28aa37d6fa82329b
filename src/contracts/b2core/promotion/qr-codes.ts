import { ref } from '../../../../schemas/annotations.js';
import {
  QrCode,
  QrCodeInput,
  QrColor,
  QrIcon,
} from '../../../../schemas/b2core/promotion/qr-codes.js';
import { anyScope } from '../../../simulator/contract/access.js';
import { type Operation, operation } from '../../../simulator/contract/operation.js';
import { badRequest, fieldError } from '../../../simulator/contract/problem.js';
import * as collections from '../collections.js';
import { referencePage } from '../evidence.js';
import { referenceErrors } from '../resources/object-checks.js';
import { plainResource, publicationNote } from '../resources/plain-resource.js';
import { iconError, qrImage } from './qr-image.js';

const page = 'qr-codes';

const colors = plainResource({
  schemas: QrColor,
  collection: collections.qrColors,
  url: '/qrcodes/colors',
  page,
  columns: ['name', 'background', 'foreground', 'priority', 'colorId'],
  nameFields: ['name'],
});

const icons = plainResource({
  schemas: QrIcon,
  collection: collections.qrIcons,
  url: '/qrcodes/icons',
  page,
  columns: ['name', 'priority', 'image', 'iconId'],
  nameFields: ['name'],
  validate({ body: { image } }) {
    const error = typeof image === 'string' && image !== '' ? iconError(image) : undefined;
    return error === undefined ? [] : fieldError('image', error);
  },
});

/** What a QR code is made of, each with what it is called. */
const references = {
  colorId: [collections.qrColors, 'QR code color'],
  iconId: [collections.qrIcons, 'QR code icon'],
} as const;

/** The colors of a code that names none. */
const blackOnWhite = { background: '#ffffff', foreground: '#000000' };

/** How the control plane reads and writes QR codes. */
export const qrCodeRules = [colors.rules, icons.rules];

/** QR codes and what they are made of. */
export const qrCodes: readonly Operation[] = [
  operation({
    method: 'POST',
    url: '/qrcodes',
    config: { access: anyScope, evidence: referencePage(page), effect: 'change' },
    schema: {
      operationId: 'createQrCode',
      summary: 'Make a QR code',
      description: `Returns the image; the code itself is not stored. ${publicationNote('entry')}`,
      body: ref(QrCodeInput),
      response: { 201: ref(QrCode) },
    },
    check: (request) => referenceErrors(request, references),
    handler({ sandbox, body }): QrCode {
      const { content, colorId = null, iconId = null, size = 300 } = body;
      const color =
        colorId === null ? undefined : sandbox.documents(collections.qrColors).get(colorId);
      const icon = iconId === null ? undefined : sandbox.documents(collections.qrIcons).get(iconId);
      const { background, foreground } = color?.wire ?? blackOnWhite;
      const error = icon && iconError(icon.wire.image);
      if (error !== undefined)
        throw badRequest(fieldError('iconId', `names an icon that ${error}`));
      const image = qrImage({ content, size, background, foreground, icon: icon?.wire.image });
      return { content, colorId, iconId, size, image };
    },
  }),
  ...colors.operations,
  ...icons.operations,
];
