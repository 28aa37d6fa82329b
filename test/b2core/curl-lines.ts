/** A documented cURL line and its expected result on the default data. */
interface CurlLine {
  /** The line as it is on the vendor's page. */
  readonly line: string;
  readonly status: number;
  /** Part of the expected response, for lines that set values. */
  readonly shows?: Readonly<Record<string, unknown>> | readonly unknown[];
}

/** The name that the writes of the page give to a profile. */
const mary = { firstName: 'Mary', middleName: 'Jane', lastName: 'Smith', name: 'Mary Jane Smith' };
const email = { key: 'email', value: 'client@email.com', uuid: null };

/** Every cURL line of the page Profiles. */
export const curlLines: readonly CurlLine[] = [
  {
    // No profile matches all filters: the name is first, middle and last name in this order.
    line: `curl --location -g --request GET 'https://your.base-url.here/profiles?limit=10&offset=0&sort_by=createTime&sort_order=desc&filter[enabled]=1&filter[firstName]=Westley&filter[lastName]=Daniel&filter[middleName]=Ivanov&filter[name]=Westley Daniel Ivanov&filter[uuid]=9' \\
--header 'Authorization: Bearer <token>'`,
    status: 200,
    shows: [],
  },
  {
    line: `curl --location --request GET 'https://your.base-url.here/profiles/60ba407d15951453e60e49f8' \\
--header 'Authorization: Bearer <token>'`,
    status: 200,
    shows: { profileId: '60ba407d15951453e60e49f8', name: 'Westley Ivanov Daniel', uuid: '9' },
  },
  {
    line: `curl --location --request POST 'https://your.base-url.here/profiles' \\
--header 'Authorization: Bearer <token>' \\
--data-raw '{
  "contacts": [
    {
      "key": "email",
      "value": "client@email.com",
      "uuid": null
    },
    {
      "key": "phone",
      "value": "+9876543210",
      "uuid": null
    }
  ],
  "countryNumericCode": "840",
  "enabled": true,
  "firstName": "Mary",
  "middleName": "Jane",
  "lastName": "Smith",
  "uuid": null
}'`,
    status: 201,
    shows: {
      ...mary,
      contacts: [email, { key: 'phone', value: '+9876543210', uuid: null }],
      country: { countryName: 'United States' },
      enabled: true,
      tags: [],
      uuid: null,
    },
  },
  {
    line: `curl --location --request PUT 'https://your.base-url.here/profiles/60ba407d15951453e60e49f8' \\
--header 'Authorization: Bearer <token>' \\
--data-raw '{
  "enabled": true,
  "firstName": "Mary",
  "lastName": "Smith",
  "middleName": "Jane",
  "countryNumericCode": "840",
  "uuid": null
}'`,
    status: 200,
    shows: { profileId: '60ba407d15951453e60e49f8', ...mary, uuid: null },
  },
  {
    line: `curl --location --request DELETE 'https://your.base-url.here/profiles/60ba407d15951453e60e49f8' \\
--header 'Authorization: Bearer <token>'`,
    status: 204,
  },
  {
    line: `curl --location --request GET 'https://your.base-url.here/profiles/60ba407d15951453e60e49f8/contacts' \\
--header 'Authorization: Bearer <token>'`,
    status: 200,
    shows: [{ contactId: '60ba407d15951453e60e49f8', ...email }],
  },
  {
    line: `curl --location --request GET 'https://your.base-url.here/profiles/60ba407d15951453e60e49f8/contacts/60ba407d15951453e60e49f8' \\
--header 'Authorization: Bearer <token>'`,
    status: 200,
    shows: { contactId: '60ba407d15951453e60e49f8', ...email },
  },
  {
    line: `curl --location --request POST 'https://your.base-url.here/profiles/60ba407d15951453e60e49f8/contacts' \\
--header 'Authorization: Bearer <token>' \\
--data-raw '{
  "key": "email",
  "value": "client@email.com",
  "uuid": null
}'`,
    status: 201,
    shows: email,
  },
  {
    line: `curl --location --request PUT 'https://my.stage.org/v1/profiles/60ba407d15951453e60e49f8/contacts/60ba407d15951453e60e49f8' \\
--header 'Authorization: Bearer <token>' \\
--data-raw '{
  "key": "email",
  "value": "client@email.com",
  "uuid": null
}'`,
    status: 200,
    shows: { contactId: '60ba407d15951453e60e49f8', ...email },
  },
  {
    line: `curl --location --request DELETE 'https://your.base-url.here/profiles/60ba407d15951453e60e49f8/contacts/60ba407d15951453e60e49f8' \\
--header 'Authorization: Bearer <token>'`,
    status: 204,
  },
];
