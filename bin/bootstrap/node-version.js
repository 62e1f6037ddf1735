const LEAST = [20, 19]

/** Ends the process with one sentence when Node is too old. Written for any Node that knows modules. */
export function mustBeNode() {
  const version = process.versions.node.split('.').map(Number)
  if (version[0] > LEAST[0] || (version[0] === LEAST[0] && version[1] >= LEAST[1])) return
  console.error(
    `Node ${LEAST.join('.')} or newer is needed and this is ${process.versions.node}: install it from nodejs.org.`
  )
  process.exit(1)
}
