import type { FilePart } from '../../../schemas/esper/applications/files.js';
import type { StoredContent } from '../../../schemas/esper/content/content.js';
import { fileParts, storedFile } from './files.js';

/** The first number of a file that is not seeded. */
export const firstFreeContent = 100;

/** A file with its text. */
interface TextFile extends Pick<StoredContent, 'tags' | 'description' | 'created'> {
  readonly name: string;
  readonly type: string;
  readonly lines: readonly string[];
}

const files: readonly TextFile[] = [
  {
    name: 'tablet-handbook.txt',
    type: 'text/plain',
    tags: ['handbook'],
    description: 'What comes with a loaner tablet',
    created: '2023-08-10T14:05:00Z',
    lines: [
      'Northstar Independent School District: tablet handbook',
      '',
      'Charge the tablet every evening.',
      'Report a lost tablet to the help desk on the same day.',
    ],
  },
  {
    name: 'bus-stops.csv',
    type: 'text/csv',
    tags: ['bus', 'drivers'],
    description: 'The stops of the morning routes',
    created: '2024-01-04T12:30:00Z',
    lines: ['route,stop,time', '4,Maple Avenue,06:52', '4,Mill Road,06:58', '7,Harbor View,07:05'],
  },
  {
    name: 'library-hours.json',
    type: 'application/json',
    tags: [],
    description: null,
    created: '2024-02-20T15:45:00Z',
    lines: ['{ "monday": "08:00-16:00", "friday": "08:00-14:00" }'],
  },
];

/** The files of the tenant, which the first user has uploaded, and their parts. */
export function contents(): {
  readonly contents: readonly StoredContent[];
  readonly parts: readonly FilePart[];
} {
  const all = files.map(({ name, type, lines, created, ...described }, index) => {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const content: StoredContent = {
      id: index + 1,
      is_dir: false,
      path: '/',
      permissions: 'read',
      ...described,
      created,
      modified: created,
      owner: { id: 4001, username: 'dana.whitfield' },
      file: storedFile(bytes, name, type),
    };
    return { content, parts: [...fileParts(content.file, bytes)] };
  });
  return {
    contents: all.map(({ content }) => content),
    parts: all.flatMap(({ parts }) => parts),
  };
}
