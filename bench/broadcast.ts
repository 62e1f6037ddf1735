/**
 * A bare Socket.IO server: one room, and the frames it is given broadcast into it whenever something is posted. The limit
 * for what a delivery may cost.
 */
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const samples: readonly string[] = JSON.parse(process.env['FRAMES'] ?? '[]')
const emits: readonly [string, unknown][] = samples.map(frame => JSON.parse(frame.slice(2)))

const http = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    for (const [event, payload] of emits) io.to('room').emit(event, payload)
    response.writeHead(200, { 'Content-Length': 0 })
    response.end()
  })
})
const io = new Server(http, { transports: ['websocket'], serveClient: false })
io.on('connection', socket => socket.join('room'))

process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
http.listen(Number(process.env['PORT'] ?? '0'), '127.0.0.1')
