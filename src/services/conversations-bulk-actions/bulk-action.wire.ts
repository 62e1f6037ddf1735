import type { Presenter } from '../realtime.ts'
import { admins, personal } from '../rooms.ts'

/** A bulk action is told to whoever began it, and to the admins. */
export const bulkActionPresenter: Presenter = {
  path: 'conversations-bulk-actions',
  rooms: (organizationId, row) => [admins(organizationId), personal(organizationId, Number(row['user_id']))],
  wire: row => row
}
