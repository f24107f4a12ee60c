/** @file A forked process that joins the ports opened to it two by two, for carriers.ts: what goes in at one comes out at the other. */
import { lineToParent } from '../../main/engine/host/lines.ts'
import { Trunk } from '../../main/engine/host/trunk.ts'
import { joinPorts, type Port } from '../../shared/port.ts'

let single: Port | undefined
new Trunk(lineToParent(), (port) => {
  if (single === undefined) single = port
  else {
    joinPorts(single, port)
    single = undefined
  }
})
