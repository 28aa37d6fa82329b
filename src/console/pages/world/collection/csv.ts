import { download } from '../../../lib/download.js';
import { type CollectionPlace, type DataDocument, fieldOf, valueText } from '../world.js';
import { type ListRequest, loadDocuments } from './list-request.js';

/** How many documents are read at once. */
const pageSize = 1000;

/** Saves all documents of a list as a CSV file with the given fields as the vendor has them, and with the key. */
export async function downloadCsv(
  place: CollectionPlace,
  request: ListRequest,
  shown: readonly string[],
): Promise<void> {
  const fields = [...new Set([...shown, place.collection.key])].filter((field) => field !== '');
  const lines = [fields.map(cell).join(',')];
  for (let offset = 0, total = 1; offset < total; offset += pageSize) {
    const page = await loadDocuments(place, request, { limit: pageSize, offset });
    total = page.total;
    for (const document of page.documents) lines.push(lineOf(document, fields));
  }
  const content = new Blob([lines.join('\r\n'), '\r\n'], { type: 'text/csv' });
  download(content, `${place.contract.id}-${place.collection.name}.csv`);
}

function lineOf(document: DataDocument, fields: readonly string[]): string {
  return fields.map((field) => cell(valueText(fieldOf(document, field)))).join(',');
}

/** A cell of RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe. */
function cell(text: string): string {
  const isFormula = /^[=@\t\r]|^[+-](?![\d.\s()-]*$)/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
