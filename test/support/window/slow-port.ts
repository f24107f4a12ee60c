/** @file A pipe that takes its time, as an engine does that has much to compute: whatever goes through it comes later, in order. */
import { PortEnd, type Port } from '../../../shared/port.ts'

/** @param milliseconds that a call and its answer take longer, together. */
export function slowPort(port: Port, milliseconds: number): Port {
  if (milliseconds === 0) return port
  const late = (work: () => void): void => {
    setTimeout(work, milliseconds / 2)
  }
  const end = new PortEnd({
    send(message) {
      late(() => {
        port.post(message)
      })
    },
    hangUp() {
      port.close()
    },
  })
  port.onMessage((message) => {
    late(() => {
      end.receive(message)
    })
  })
  port.onClose(() => {
    end.lost()
  })
  return end
}
