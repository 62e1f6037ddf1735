import type { Presenter } from '../realtime.ts'
import { everybody, personal } from '../rooms.ts'

/** Makes views live for everybody they are shared with, else for their owner. */
export const viewPresenter: Presenter = {
  path: 'views',
  rooms: (organizationId, row) =>
    row['shared'] === true ? [everybody(organizationId)] : [personal(organizationId, Number(row['user_id']))],
  wire: row => row
}
