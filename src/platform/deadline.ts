/** Something took longer than it was given. It may still finish; nobody waits for it. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

/** The promise's own outcome, or TimedOut after so many milliseconds. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut(`No end within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, end])
  } finally {
    clearTimeout(timer)
  }
}
