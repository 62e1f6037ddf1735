import { client } from './client.ts'

/**
 * Tabs of one browser share a login. Who leaves in one leaves all: the server tells those that hear it, and the rest see
 * that the token is gone. Who enters in one enters the others, too.
 */
export function followOtherTabs(): () => void {
  const look = (): void => void client.token().then(follow)
  addEventListener('storage', look)
  return () => removeEventListener('storage', look)
}

function follow(token: string | null): void {
  const status = client.status.get()
  if (token === null && status !== 'live' && status !== 'signed-out') void client.logOut()
  // Nothing is lost at the door.
  if (token !== null && status === 'signed-out') location.reload()
}
