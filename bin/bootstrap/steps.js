/** Says on one line what is being done: on a terminal the line is rewritten, elsewhere each step has a line. */
export function step(text) {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text} …`)
  else process.stdout.write(`${text}\n`)
}

/** Clears the line for who comes next. */
export function clearStep() {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K')
}

/** Ends the process with one sentence. */
export function giveUp(sentence) {
  clearStep()
  console.error(sentence)
  process.exit(1)
}
