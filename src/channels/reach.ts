import ipaddr from 'ipaddr.js'

/**
 * May somebody whose own address is `from` be expected to follow a link? Whoever stands inside the same walls may, and
 * the rest of the world where the link is https and leads to a public place. Nobody is asked: it is what the names say.
 */
export function isWithinReach(link: string, from: string): boolean {
  if (!URL.canParse(link) || !URL.canParse(from)) return false
  const [there, here] = [new URL(link), new URL(from)]
  if (there.hostname === here.hostname || isInside(here.hostname)) return true
  return there.protocol === 'https:' && !isInside(there.hostname)
}

const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|test|invalid|home\.arpa)$/

/** Addresses that are not public, names without a dot, and those that lead nowhere outside. */
function isInside(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (ipaddr.isValid(name)) return ipaddr.process(name).range() !== 'unicast'
  return !name.includes('.') || INSIDE.test(name)
}
