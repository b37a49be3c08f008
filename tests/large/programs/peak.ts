import { readFileSync } from "node:fs";

/**
 * The most memory that this process had so far, in bytes. What `resourceUsage` says begins, on Linux, with the peak of the process
 * that started it, which is a test runner; what `/proc` says is this program's own.
 */
export function peakBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  if (kilobytes === undefined) throw new Error("/proc/self/status does not say VmHWM");
  return Number(kilobytes) * 1024;
}
