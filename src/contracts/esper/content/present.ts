import { fileSignature } from '../../../../schemas/esper/applications/files.js';
import type { Content, StoredContent } from '../../../../schemas/esper/content/content.js';
import { enterpriseId } from '../../../../schemas/esper/profiles.js';
import type { Links } from '../links.js';

/** A file with its link. */
export function presentContent(links: Links, { id, file, ...content }: StoredContent): Content {
  const { is_dir, path, permissions, ...others } = content;
  const fileUrl = `/v0/enterprise/${enterpriseId}/content/${id}/file/`;
  return {
    id,
    download_url: links.file(fileUrl, fileSignature(file)),
    name: file.name,
    key: file.name,
    is_dir,
    kind: file.type,
    hash: file.sha256,
    size: String(file.size),
    path,
    permissions,
    ...others,
    enterprise: links.enterprise(enterpriseId),
  };
}
