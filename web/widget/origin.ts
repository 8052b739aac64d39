/** Where the script came from is where the service is. Read while the script runs: later, nobody knows. */
const source = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

export const scriptOrigin: string = source ? new URL(source).origin : location.origin;
