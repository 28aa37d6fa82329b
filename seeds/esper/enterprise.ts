import { enterpriseId } from '../../schemas/esper/profiles.js';
import type { EnterpriseV1 } from '../../schemas/esper/tenant/enterprise.js';
import { emailOf, findPerson } from '../world/people.js';
import { mainOrganisation, organisationPath } from '../world/world.js';

/** When the tenant was made; no group or device is older. */
export const foundedOn = '2021-07-12T14:00:00Z';

/** The first date that moves with a world that begins later than the default instant. School years before it stay where they are. */
export const firstShiftedDate = '2026-01-01';

/** The enterprise of the tenant, which is the main organisation. */
export function enterprise(): EnterpriseV1 {
  const [{ name, street, city, state, zip } = { name: '' }] = organisationPath(mainOrganisation);
  const contact = findPerson('Dana Whitfield');
  return {
    id: enterpriseId,
    name,
    short_code: 'NSISD',
    registered_name: name,
    registered_address: `${street}, ${city}, ${state} ${zip}`,
    location: `${city}, ${state}`,
    zipcode: zip ?? '',
    contact_person: `${contact.firstName} ${contact.lastName}`,
    contact_number: contact.phone,
    contact_email: emailOf(contact),
    emm: { google_enterprise_id: 'LC01northstar' },
    created_on: foundedOn,
    updated_on: '2024-08-20T13:05:41Z',
  };
}
