import type { CurlLine } from './curl-line.js';

/** Every cURL line of the page Manage Profile. */
export const manageProfileLines: readonly CurlLine[] = [
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/adminUsers/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/contactInformation/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/contactInformation/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "example": true,
  "corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: [''] },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/creditCardInformation/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/creditCardInformation/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "example": true,
  "corpId": "NORTHSTAR-ISD"
}'`,
    expected: {
      status: 400,
      missing: ['/nameOnCard', '/cardNumber', '/expirationMonth', '/expirationYear', '/cvv'],
    },
  },
  {
    line: `curl -X DELETE "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/creditCardInformation/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/deviceStatusMessage/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/deviceStatusMessage/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "example": true,
  "corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: ['/message'] },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/emailNotification/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/emailNotification/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "example": true,
  "corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: ['/dormantDeviceEmail'] },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/lostStolenMessage/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/lostStolenMessage/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "example": true,
  "corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: ['/message'] },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/provinces/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/secretQuestions/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/securityInformation/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/securityInformation/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "example": true,
  "corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: [''] },
  },
  {
    line: `curl -X POST "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/summerSuspension" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "example": true,
  "corpId": "NORTHSTAR-ISD"
}'`,
    expected: { status: 400, missing: ['/startDate', '/endDate'] },
  },
  {
    line: `curl -X PUT "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/summerSuspension" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
  "corpId": "NORTHSTAR-ISD",
  "note": "Example update payload — confirm schema in Swagger before wiring production."
}'`,
    expected: { status: 400, missing: ['/startDate', '/endDate'] },
  },
  {
    line: `curl -X DELETE "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/summerSuspension" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 404 },
  },
  {
    line: `curl -X GET "https://api.kajeet.dev/sentinel-proxy/sentinel/api/v1.0/manage-profile/timeZones/" \\
  -H "Authorization: Bearer $SENTINEL_TOKEN"`,
    expected: { status: 200 },
  },
];
