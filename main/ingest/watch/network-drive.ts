/** @file Whether a folder lies on a drive of another machine: the system does not tell what others change there. */
import { statfs } from 'node:fs/promises'

/** By the numbers that Linux gives them (statfs(2)); FUSE holds sshfs, rclone and the drives of clouds, 9P the disks of Windows under WSL. */
const FILE_SYSTEMS_OF_OTHERS: ReadonlySet<number> = new Set([
  0x69_69, // NFS
  0x51_7b, // SMB
  0xff_53_4d_42, // CIFS
  0xfe_53_4d_42, // SMB 2
  0x65_73_55_46, // FUSE
  0x01_02_19_97, // 9P
  0x53_46_41_4f, // AFS
  0x73_75_72_45, // Coda
  0x00_c3_64_00, // Ceph
  0x0b_d0_0b_d0, // Lustre
  0x01_16_19_70, // GFS2
  0x74_61_63_6f, // OCFS2
  0x78_6f_42_56, // folders of a VirtualBox host
  0xba_cb_ac_bc, // folders of a VMware host
])

/** Elsewhere the numbers mean nothing; on Windows a share's own path tells. */
export async function isNetworkDrive(folder: string, platform: string = process.platform): Promise<boolean> {
  if (platform === 'win32') return /^[\\/]{2}(?![?.][\\/])/.test(folder)
  if (platform !== 'linux') return false
  const { type } = await statfs(folder)
  return isOfOthers(type)
}

/** @param type of a file system, as Linux tells it: also as a negative number of 32 bits */
export function isOfOthers(type: number): boolean {
  return FILE_SYSTEMS_OF_OTHERS.has(type >>> 0)
}
