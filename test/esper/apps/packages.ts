import { crc32, deflateRawSync } from 'node:zlib';
import { packageFile, zipFile } from '../../../seeds/esper/apps/package-file.js';
import { response as sample } from '../samples.js';

/** The enterprise of the tenant. */
export const enterprise = sample.profile.enterprise;

const decode = (...lines: readonly string[]) => Buffer.from(lines.join(''), 'base64');

/**
 * Packages that aapt and aapt2 of Android 10 made of one manifest: com.example.reader, version 4.2.0 (42), Example Reader, API
 * levels 24 and 34, android.permission.INTERNET. They differ in the order of texts and in the compression.
 */
export const madeByAapt = decode(
  'UEsDBBQAAgAIAAAAIQAxxP6DJAIAAIgFAAATAAAAQW5kcm9pZE1hbmlmZXN0LnhtbJWTvW4TQRSFz9hZx1H+NpCQAAEhKhSJ',
  'NaAIASUoBQhRAEqBaEx+LWyzWjuIgoKSkkegokQ8As+AqKkpeAbgm5tZMqwdCWZ9PDNn7j33zr27dTX1NpGcVvW0Lq3oaLyO',
  '1mfAOngC3oGP4Av4Bn6An2DTcQ664D34Cr6DtCadBxm4Du6BLvgAPoNpvdSOCg3U0Qv1dYf/bZjRkwdqq2cnC9qC6SnnpAvz',
  'CI/n2vzLWjr9D1ZltP4f7VnmDvvxmqmGWBbagx8eYzMRqSVEbusZ6y67SdZ9fAosO8zSmvbRGZLjLbV4BuS8j3UPy4Gyin0W',
  'btSCz4nc4mQHu9aIrixaDr+FXdvy9f3NLZ+hdrEsULqtA6vO9jF1+R+fo/40Lf8+/K7lN4Q7EXLPYF6ZZW5dyewObYtWWMXW',
  '4a6BK+wausqcBUg1Tm5ahAN0vfZl4LsgzUdcbmq+k4OoM2dH6jnOLtNd7vJYG3rIvMHKv4u+4j7jDvfw1Sg157CI73MBr/g+',
  'b1xTl3zsmnOroEicG4AZ1jmoyzkn/0vt++OT0C9Gk3nK7+E/Rbwfc6wXeSZDp6fCHPzStcA5e2N9tVRPS73I7lzg6vZNHdot',
  'hPNpq+ghNx+4GeujcebrudmKr8/3ftAs8z0Z8q1F+U5EeawELom4i14j1KSq5WPciDT8WAwxXBSjAZZCbkuRXtWv1Esi/tQY',
  'PV/v5aC3HOlV/Uq+UemZq/Blj38DUEsBAhcDFAACAAgAAAAhADHE/oMkAgAAiAUAABMAAAAAAAAAAAAgALaBAAAAAEFuZHJv',
  'aWRNYW5pZmVzdC54bWxQSwUGAAAAAAEAAQBBAAAAVQIAAAAA',
);
export const madeByAapt2 = decode(
  'UEsDBAAAAAAIAAAAIQCcgiJoEgIAAHQFAAATAAAAQW5kcm9pZE1hbmlmZXN0LnhtbJWT0WpTQRCG/81pmtM0jWmtUm0FES8k',
  '4GkVkSJeKQUF8aKK98emtbFNDDlp8dJH6BP4DF6Jlz6QjyDoN9tNsz0koBv+7My/M//O7J5NlGpUlZw29CKRrmsyRpHdBDfB',
  'NtgFx+AMfAe/wG9Qd1IbPAWn4Az8AK2KdBc8Bh/BV/ATVFHJ9V77Xm1OfbwenrTE3MV/o46O9A5uqALmE5y0qNNLzHP+Oz6v',
  'vPL6QrFFNzkrH/BGM3SXtYfV0wDmmLXpUTf+IWpc0aSjeT3QlrIA6/0R1sPgNbWjzz524DVvc8b7+B2vKtWw+3hDdLvM0nqJ',
  'yci0WDu34qKOTC85g7eo7zLvYNkZ5cTaPl06yTmNcWcrobMMpbiaDN24mrYOyRqx+kSb/AryDlnrEVMQXa7sXHXT73vEbGqF',
  '9y/3lHqFPt6Bjxj5zgdwe+Tl/u6kNV+V1X1ApnX8TCf+LjozbuF/ciZfzBUiCl/H/alna/VOIgr/FUhfXKp7svfkXAIaFefW',
  'wQYYgGHVuQLItahK4hnoD2PR74gP/y3ibbSwV/nVwlu0uCSsp3za7cDNgQVfl5KFwM1HcbcCVzuP8XFpWF8Ob9y4ZuBWSrlm',
  'Xy3lWr2vonpsXAv1VqJ6K5HWWuCqEXfHNMKZlLVsj+3Q35hfDXu4aA+zG6G2RqRXzhvrVSN+aYqejXrQq0d65bykdJfjO3Mz',
  '7vgvUEsDBAAAAAAAAAAAIQD4+iEggAEAAIABAAAOAAEAcmVzb3VyY2VzLmFyc2MAAgAMAIABAAABAAAAAQAcABwAAAAAAAAA',
  'AAAAAAABAAAcAAAAAAAAAAACIAFYAQAAfwAAAGMAbwBtAC4AZQB4AGEAbQBwAGwAZQAuAHIAZQBhAGQAZQByAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAQAA',
  'AAAAADwBAAAAAAAAAAAAAAEAHAAcAAAAAAAAAAAAAAAAAAAAHAAAAAAAAAABABwAHAAAAAAAAAAAAAAAAAEAABwAAAAAAAAA',
  'UEsBAgAAAAAAAAgAAAAhAJyCImgSAgAAdAUAABMAAAAAAAAAAAAAAAAAAAAAAEFuZHJvaWRNYW5pZmVzdC54bWxQSwECAAAA',
  'AAAAAAAAACEA+PohIIABAACAAQAADgAAAAAAAAAAAAAAAABDAgAAcmVzb3VyY2VzLmFyc2NQSwUGAAAAAAIAAgB9AAAA8AMA',
  'AAAA',
);

/** A package of a name and a version. */
export function packageOf(packageName: string, versionCode = 1, versionName = '1.0'): Buffer {
  return packageFile({
    ...{ packageName, versionCode, versionName, label: 'Made for a test' },
    ...{ minSdk: 26, targetSdk: 33, permissions: ['android.permission.INTERNET'] },
  });
}

/** An archive with entries. */
export function archiveOf(entries: Readonly<Record<string, Buffer | string>>): Buffer {
  return zipFile(
    Object.entries(entries).map(([name, content]) => ({ name, content: Buffer.from(content) })),
  );
}

/** An archive whose manifest expands to many zeros, which its directory says or hides. */
export function bomb(bytes: number, claimedBytes = bytes): Buffer {
  const zeros = Buffer.alloc(bytes);
  const compressed = deflateRawSync(zeros);
  const archive = zipFile([{ name: 'AndroidManifest.xml', content: compressed }]);
  const directory = archive.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  // Method, checksum and size, in the entry and in the directory.
  for (const at of [0, directory + 2]) {
    archive.writeUInt16LE(8, at + 8);
    archive.writeUInt32LE(crc32(zeros), at + 14);
    archive.writeUInt32LE(claimedBytes, at + 22);
  }
  return archive;
}
