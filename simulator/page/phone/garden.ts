const FLOWERS = ['#f4a261', '#e76f51', '#e9c46a', '#d6336c', '#9d4edd', '#ffffff']

/** A picture to send without having one at hand: never the same garden twice. */
export async function paintGarden(): Promise<File> {
  const canvas = new OffscreenCanvas(720, 540)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser paints no pictures.')
  const sky = pen.createLinearGradient(0, 0, 0, 360)
  sky.addColorStop(0, '#8fc7e8')
  sky.addColorStop(1, '#fdeed3')
  pen.fillStyle = sky
  pen.fillRect(0, 0, 720, 540)
  dot(pen, 120 + Math.random() * 480, 110, 52, '#ffd166')
  hill(pen, '#7fb77e', 300)
  hill(pen, '#4f8f5b', 370)
  for (let y = 390; y < 530; y += 9) flower(pen, Math.random() * 720, y, 5 + (y - 390) / 9)
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 })
  return new File([blob], 'garden.jpg', { type: 'image/jpeg' })
}

type Pen = OffscreenCanvasRenderingContext2D

function dot(pen: Pen, x: number, y: number, radius: number, colour: string): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fill()
}

function hill(pen: Pen, colour: string, top: number): void {
  pen.fillStyle = colour
  pen.beginPath()
  pen.ellipse(Math.random() * 720, top + 260, 720, 260, 0, 0, 2 * Math.PI)
  pen.fill()
  pen.fillRect(0, top + 90, 720, 540)
}

function flower(pen: Pen, x: number, y: number, size: number): void {
  const colour = FLOWERS[Math.floor(Math.random() * FLOWERS.length)] ?? '#ffffff'
  for (let petal = 0; petal < 5; petal++) {
    const angle = (petal * 2 * Math.PI) / 5
    dot(pen, x + Math.cos(angle) * size, y + Math.sin(angle) * size, size * 0.7, colour)
  }
  dot(pen, x, y, size * 0.6, '#5f3b1f')
}
