import { createCell } from '../../../src/client/live.ts'
import { client } from '../../../web/session/client.ts'

const KEPT = 'parley-phones'

/** What the server printed for whoever has no login, from the address bar; it lives as long as the tab. */
export const pass = createCell(taken())

function taken(): string | null {
  const fresh = /^#(phones_[\w-]+)$/.exec(location.hash)?.[1]
  if (fresh) {
    sessionStorage.setItem(KEPT, fresh)
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(KEPT)
}

export function dropPass(): void {
  sessionStorage.removeItem(KEPT)
  pass.set(null)
}

export async function credential(): Promise<string | null> {
  return pass.get() ?? client.token()
}
