import axios from 'axios';
import axiosRetry, { isNetworkOrIdempotentRequestError } from 'axios-retry';

const pageSize = 100;

/** Reads devices from Kajeet Sentinel and creates clients in B2CORE IB. */
export class FleetService {
  #origin;
  #credentials;
  #token;
  #brokerToken;

  /** `credentials` are a user name and password at Kajeet, `brokerToken` is a token of B2CORE IB. */
  constructor({ origin, credentials, brokerToken }) {
    this.#origin = origin;
    this.#credentials = credentials;
    this.#brokerToken = brokerToken;
  }

  /** All devices of an account, page by page. */
  async listDevices(corpId) {
    const devices = [];
    for (;;) {
      const { data } = await this.#kajeet.get(`/v1.0/devices/${corpId}`, {
        params: { offset: devices.length, limit: pageSize, sort: 'MDN', sortDir: 'ASC' },
      });
      devices.push(...data.devices);
      if (devices.length >= data.totalCount || data.devices.length === 0) return devices;
    }
  }

  async totals(corpId) {
    return (await this.#kajeet.get(`/v1.0/devices/${corpId}/totals`)).data;
  }

  /** Creates a client. If the outcome is unknown, looks for the client before it is sent again. */
  async createClient(client, attempts = 3) {
    try {
      return (await this.#broker.post('/profiles', client)).data;
    } catch (error) {
      if (attempts === 1 || !isOutcomeUnknown(error)) throw error;
      return (await this.#findClient(client)) ?? this.createClient(client, attempts - 1);
    }
  }

  async #findClient({ firstName, lastName }) {
    const params = { 'filter[firstName]': firstName, 'filter[lastName]': lastName, limit: 100 };
    const { data } = await this.#broker.get('/profiles', { params });
    return data[0];
  }

  get #broker() {
    const client = axios.create({
      baseURL: `${this.#origin}/v1`,
      headers: { authorization: `Bearer ${this.#brokerToken}` },
      timeout: 5000,
    });
    retryReads(client);
    return client;
  }

  get #kajeet() {
    const client = axios.create({
      baseURL: `${this.#origin}/sentinel-proxy/sentinel/api`,
      timeout: 5000,
    });
    retryReads(client);
    client.interceptors.request.use(async (config) => {
      this.#token ??= await this.#signIn();
      config.headers.authorization = `Bearer ${this.#token}`;
      return config;
    });
    // A 401 is how the service learns that its token has expired. The request is sent once more with a new one.
    client.interceptors.response.use(undefined, async (error) => {
      const { config, response } = error;
      if (response?.status !== 401 || config.isRenewed) throw error;
      this.#token = undefined;
      return client.request({ ...config, isRenewed: true });
    });
    return client;
  }

  async #signIn() {
    const url = `${this.#origin}/sentinel-proxy/sentinel/api/v1.0/auth/token`;
    return (await axios.post(url, this.#credentials)).data.token;
  }
}

/** Sends reads again after a failure, when the time in `Retry-After` has passed. */
function retryReads(client) {
  axiosRetry(client, {
    retries: 3,
    retryCondition: (error) =>
      error.config?.method === 'get' &&
      (isNetworkOrIdempotentRequestError(error) || error.response?.status === 429),
    retryDelay: (attempt, error) => {
      const seconds = Number(error.response?.headers['retry-after'] ?? 0);
      return Math.max(seconds * 1000, 100 * 2 ** attempt);
    },
  });
}

/** Whether a write may have been done: there was no response, or one of a server that gave up. */
function isOutcomeUnknown({ response }) {
  return response === undefined || response.status >= 500;
}
