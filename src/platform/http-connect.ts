import { isIP, type Socket } from 'node:net'
import { buildConnector } from 'undici'
import { type Egress, isSameAddress } from './egress.ts'

export interface ConnectOptions {
  readonly egress: Egress
  /** Ports that may be reached on public addresses. */
  readonly publicPorts: readonly number[]
  /** Certificate authorities to trust instead of the usual ones (PEM). */
  readonly ca?: string
}

interface Target {
  readonly hostname: string
  readonly protocol: string
  readonly port: string
}

/** The target is not ours to reach. Says neither which rule nor which address. */
export class Blocked extends Error {
  override name = 'Blocked'
}

export class NameUnknown extends Error {
  override name = 'NameUnknown'
}

const CONNECT_TIMEOUT_MS = 5_000
const MOST_ATTEMPTS = 3

/** The addresses a target may be reached at. Asks for its name once; throws Blocked when any of them is forbidden, NameUnknown. */
async function findAddresses(target: Target, options: ConnectOptions): Promise<readonly string[]> {
  const addresses = await options.egress.addressesOf(target.hostname)
  if (addresses.length === 0) throw new NameUnknown()
  const rulings = addresses.map(options.egress.judge)
  if (rulings.includes('forbidden')) throw new Blocked()
  if (rulings.includes('public') && !isFitForPublic(target, options.publicPorts)) throw new Blocked()
  return addresses
}

/**
 * Makes undici's way to a socket: resolves once, judges all addresses, connects to one of these very addresses and looks
 * again who is at the other end, so that a name that changes its mind between two questions gains nothing.
 */
export function createConnect(options: ConnectOptions): buildConnector.connector {
  const ca = options.ca === undefined ? {} : { ca: options.ca }
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, autoSelectFamily: false, ...ca })

  return (target, callback) => {
    reach(target).then(
      socket => callback(null, socket),
      error => callback(error, null)
    )
  }

  async function reach(target: buildConnector.Options): Promise<Socket> {
    const addresses = await findAddresses(target, options)
    let lastError: unknown
    for (const address of addresses.slice(0, MOST_ATTEMPTS)) {
      try {
        return mustBeAt(await open(target, address), address)
      } catch (error) {
        lastError = error
      }
    }
    throw lastError
  }

  function open(target: buildConnector.Options, address: string): Promise<Socket> {
    return new Promise((resolve, reject) => {
      connect({ ...target, hostname: address, ...serverName(target) }, (error, socket) => {
        if (error) reject(error)
        else resolve(socket)
      })
    })
  }
}

// The certificate must be the name's, not the address's.
function serverName(target: Target & { servername?: string }): { servername?: string } {
  return isIP(target.hostname) ? {} : { servername: target.servername || target.hostname }
}

function mustBeAt(socket: Socket, address: string): Socket {
  if (isSameAddress(socket.remoteAddress, address)) return socket
  socket.destroy()
  throw new Blocked()
}

function isFitForPublic({ protocol, port }: Target, publicPorts: readonly number[]): boolean {
  return protocol === 'https:' && publicPorts.includes(Number(port || 443))
}
