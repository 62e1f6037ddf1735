import { isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * The address of whoever calls: the nearest one that is no proxy of ours. What strangers write into
 * X-Forwarded-For is not believed.
 */
export function callerAddress(
  peer: string,
  forwarded: string | readonly string[] | undefined,
  trustedProxies: readonly string[]
): string {
  if (forwarded === undefined || forwarded === '') return plain(peer)
  const hops = String(forwarded ?? '')
    .split(',')
    .map(each => each.trim())
    .filter(each => ipaddr.isValid(each))
  let address = peer
  while (hops.length > 0 && isTrusted(address, trustedProxies)) address = hops.pop() ?? address
  return plain(address)
}

/** IPv4 in IPv6's clothes is IPv4. */
function plain(address: string): string {
  if (isIPv4(address)) return address
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address
}

function isTrusted(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return networks.some(network => {
    const [range, bits] = ipaddr.parseCIDR(network)
    return range.kind() === parsed.kind() && parsed.match(range, bits)
  })
}
