import { contracts } from '../../src/contracts/index.js';

/** Every operation of every vendor, with its contract and `METHOD /url` to name it in assertions. */
export const operations = contracts.flatMap((contract) =>
  contract.operations.map((operation) => ({
    contract,
    operation,
    name: `${operation.method} ${operation.url}`,
  })),
);
