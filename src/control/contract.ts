import type { Writable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import { tokenWish } from '../../schemas/control/index.js';
import type { Contract } from '../simulator/contract.js';
import { notFound } from '../simulator/problem.js';
import { rfc9457 } from '../simulator/rfc9457.js';
import type { Signer } from '../simulator/tokens.js';
import type { World } from '../store/facts.js';
import type { Sandboxes } from '../store/sandboxes.js';
import { about } from './about.js';
import type { Admit } from './admission.js';
import { clock } from './clock.js';
import { faults } from './faults.js';
import { journal } from './journal.js';
import { moves } from './moves.js';
import { personas } from './personas.js';
import { sandboxes } from './sandboxes.js';
import { snapshots } from './snapshots.js';

/** What the control plane works on. */
export interface Controlled {
  /** The vendors. */
  readonly contracts: readonly Contract[];
  readonly sandboxes: Sandboxes;
  /** The world of a sandbox that is made for no other. */
  readonly world: World;
  /** What a clock's setting means. Throws StartError when it means nothing. */
  readonly clockState: (setting: string) => unknown;
  /** The most bytes that an import may have. */
  readonly maxImport: number;
  readonly signer: Signer;
  /** Streams that are open, to be ended when the server closes. */
  readonly streams: Set<Writable>;
  readonly admit: Admit;
}

/** The control plane, as one more contract: mounted, checked and described as the vendors' are. */
export function controlPlane(controlled: Controlled): Contract {
  const wish = tokenWish(controlled.contracts.map(({ name }) => name));
  return {
    name: 'sim',
    title: 'Understudy control plane',
    description:
      'Steers the simulation: its sandboxes, their clocks, and the tokens to call the vendor APIs with.',
    version: '1.0',
    home: 'https://www.npmjs.com/package/api-understudy',
    mount: '/_sim',
    aliases: {},
    example: (_token, base) => `curl "${base}/health"`,
    tags: [
      { name: 'server', description: 'What runs here' },
      { name: 'sandboxes', description: 'Isolated worlds' },
      { name: 'clock', description: 'The time in a sandbox' },
      { name: 'faults', description: 'What is to go wrong in a sandbox' },
      { name: 'journal', description: 'What callers sent and got in a sandbox' },
      { name: 'callers', description: 'Who to call the vendor APIs as' },
    ],
    identity: {
      isOptional: true,
      scopes: [],
      schemes: {
        admin: { type: 'http', scheme: 'bearer', description: 'The admin token, where one is set' },
      },
      identify(request) {
        controlled.admit(request);
        return { name: 'admin', scopes: [] };
      },
      personas: () => [],
      mint() {
        throw notFound('The control plane has no users');
      },
    },
    dialect: rfc9457,
    settings: Type.Object({}),
    operations: [
      ...about(controlled),
      ...sandboxes(controlled),
      ...snapshots(controlled),
      ...moves(controlled),
      ...faults(controlled),
      ...journal(controlled),
      ...clock,
      ...personas(controlled, wish),
    ],
    collections: [],
    seed: () => [],
  };
}
