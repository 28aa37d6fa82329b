import { compile } from '@fastify/proxy-addr';
import { StartupError } from '../../lib/startup-error.js';

/** Whether the headers of a proxy at an address are trusted. */
export type PeerTrust = (address: string | undefined) => boolean;

const rangeNames = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * Parses `true`, `false` or a comma-separated list of addresses, networks and names of ranges. Throws a StartupError for
 * anything else.
 */
export function parseTrustedPeers(setting: string): PeerTrust {
  if (setting === 'true') return () => true;
  if (setting === 'false') return () => false;
  const peers = setting.split(',').map((peer) => peer.trim());
  try {
    // The parser would read a number as an address.
    const invalid = peers.find((peer) => !rangeNames.includes(peer) && !/[.:]/.test(peer));
    if (invalid !== undefined) throw new Error(`invalid IP address: ${invalid}`);
    const trusts = compile(peers);
    return (address) => address !== undefined && trusts(address, 0);
  } catch (error) {
    throw new StartupError(
      `trustProxy must be true, false, or addresses, networks such as 10.0.0.0/8, ${rangeNames.join(', ')}, separated by commas, not ${JSON.stringify(setting)}: ${(error as Error).message}`,
    );
  }
}
