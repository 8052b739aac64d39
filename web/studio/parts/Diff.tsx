import type { FileDiff } from "../contract";

/** Files as they were changed, a line each. */
export const Diff = ({ files }: { files: FileDiff[] }) => (
  <>
    {files.map((file) => (
      <details key={file.path} class="card" open={files.length <= 4}>
        <summary>
          <code>{file.path}</code> <span class="soft">{`+${file.added} −${file.removed}`}</span>
        </summary>
        <pre class="diff">{file.patch.split("\n").map(drawLine)}</pre>
      </details>
    ))}
  </>
);

function drawLine(line: string, at: number) {
  if (line.startsWith("+")) return <ins key={at}>{line}</ins>;
  if (line.startsWith("-")) return <del key={at}>{line}</del>;
  return `${line}\n`;
}
