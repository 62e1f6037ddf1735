import type { Live } from '../../src/client/index.ts'
import { createCell } from '../../src/client/live.ts'
import type { Contact } from '../../src/client/wire.ts'
import { client } from '../session/client.ts'

/** One contact; null while it is not known, and once it is gone. */
export interface LiveContact extends Live<Contact | null> {
  close(): void
}

/** A contact with all that is known of them, kept as it changes; asked anew when the line is back. */
export function openContact(id: number): LiveContact {
  const contact = createCell<Contact | null>(null)
  const service = client.service('contacts')
  const hear = (row: Contact): void => {
    const known = contact.get()
    if (row.id === id && known) contact.set({ ...known, ...row })
  }
  const lose = (row: Contact): void => {
    if (row.id === id) contact.set(null)
  }
  const load = (): void => {
    if (client.status.get() !== 'live') return
    // What is not shown is asked for again with the next line.
    service.get(id).then(contact.set, () => {})
  }
  service.on('patched', hear)
  service.on('removed', lose)
  const forget = client.status.subscribe(load)
  load()
  return {
    get: contact.get,
    subscribe: contact.subscribe,
    close() {
      forget()
      service.off('patched', hear)
      service.off('removed', lose)
    }
  }
}
