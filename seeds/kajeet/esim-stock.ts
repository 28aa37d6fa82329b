import type { ESimStock } from '../../schemas/kajeet/activation.js';

const stock: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'NORTHSTAR-ISD': { Verizon: 25, 'T-Mobile': 12, 'AT&T': 3 },
  'METRO-TRANSIT': { Verizon: 40, 'AT&T': 20 },
  'SUMMIT-WBU': { Verizon: 6, 'T-Mobile': 6 },
  'ATLAS-ASB': { Verizon: 60, 'T-Mobile': 30, 'AT&T': 30 },
};

/** The eSIMs that the accounts have in stock. A PLTE account has none. */
export function eSimStock(): ESimStock[] {
  return Object.entries(stock).flatMap(([accountId, counts]) =>
    Object.entries(counts).map(([carrier, count]) => ({
      id: eSimStockId(accountId, carrier),
      accountId,
      carrier,
      count,
    })),
  );
}

/** Identifies the stock of an account and a carrier. */
export function eSimStockId(accountId: string, carrier: string): string {
  return `${accountId} ${carrier}`;
}
