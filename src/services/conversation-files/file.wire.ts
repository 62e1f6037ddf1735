import { contentUrl } from '../../actions/file-row.ts'
import type { House } from '../../actions/scope.ts'
import { type Presenter, toEverybody } from '../realtime.ts'

type Row = Readonly<Record<string, unknown>>
type Place = Pick<House, 'publicUrl' | 'bucket'>

/**
 * A file as those hear of it who listen: under its stable address, which asks for credentials. Whoever reads it gets a
 * signed link instead.
 */
export function wireFile(row: Row, place: Place): Row {
  const id = String(row['id'])
  return {
    id,
    _id: id,
    organization_id: row['organization_id'],
    conversation_id: row['conversation_id'],
    message_id: row['message_id'],
    s3_key: row['s3_key'],
    s3_path: s3Path(place, String(row['s3_key'])),
    file_name: row['file_name'],
    file_type: row['file_type'],
    file_size: row['file_size'],
    file_category: row['file_category'],
    state: row['state'],
    url: contentUrl(place, id),
    url_expires_at: null,
    created_by: row['created_by'],
    created_at: row['created_at'],
    updated_at: row['updated_at'],
    deleted_at: row['deleted_at']
  }
}

export function s3Path({ bucket }: Pick<House, 'bucket'>, key: string): string {
  return `s3://${bucket}/${key}`
}

/** Makes files live; those of a conversation are heard by whoever sees it. */
export function filePresenter(place: Place): Presenter {
  return { path: 'conversation-files', rooms: toEverybody, wire: row => wireFile(row, place) }
}
