// A terminal of 80 × 24 in tmux, typed into and read as a person would.
import { command, eventually, succeed } from "../harness/command.ts";
import { type Scratch, scratch } from "../harness/scratch.ts";

export class Screen implements AsyncDisposable {
  /** Name of tmux's socket, because each screen has its own server. */
  readonly #directory: Scratch = scratch("tsrt-tmux-");

  private constructor() {}

  /** Runs a shell that prompts with `host>>`. */
  static async start(): Promise<Screen> {
    const screen = new Screen();
    const shell = "env PS1='host>> ' ENV= sh";
    await screen.#tmux("-f", "/dev/null", "new-session", "-d", "-s", "test", "-x", "80", "-y", "24", shell);
    await screen.shows("host>>");
    return screen;
  }

  /**
   * Lets the shell in the container draw its prompt and read what it asked the terminal: the answer would come between
   * keys that belong together. A person is slower than that.
   */
  async settle(): Promise<void> {
    let before = "";
    for (let text = await this.text(); text !== before; text = await this.text()) {
      before = text;
      await Bun.sleep(300);
    }
  }

  /** Types a line and presses enter. */
  async type(line: string): Promise<void> {
    await this.#tmux("send-keys", "-t", "test", "-l", line);
    await this.press("Enter");
  }

  /** Types a line again and again, until the screen holds `wanted`: what it asks for may not be there at once. */
  async typeUntil(line: string, wanted: string | RegExp): Promise<void> {
    await this.#waitFor(wanted, async () => {
      await this.type(line);
      await this.settle();
    });
  }

  /** By tmux's names: `C-c`, `Enter`. Nothing comes between those of one call. */
  async press(...keys: string[]): Promise<void> {
    await this.#tmux("send-keys", "-t", "test", ...keys);
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux("resize-window", "-t", "test", "-x", String(columns), "-y", String(rows));
  }

  text(): Promise<string> {
    return this.#tmux("capture-pane", "-p", "-t", "test");
  }

  /** Waits until the screen holds `wanted`. */
  async shows(wanted: string | RegExp): Promise<void> {
    await this.#waitFor(wanted, async () => {});
  }

  async #waitFor(wanted: string | RegExp, before: () => Promise<void>): Promise<void> {
    let text = "";
    const isThere = async (): Promise<boolean> => {
      await before();
      text = await this.text();
      return typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
    };
    try {
      await eventually(String(wanted), isThere);
    } catch {
      throw new Error(`waited in vain for ${wanted} on the screen:\n${text}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await command(["tmux", "-S", this.#directory.join("socket"), "kill-server"]);
    this.#directory[Symbol.dispose]();
  }

  #tmux(...args: string[]): Promise<string> {
    return succeed(["tmux", "-S", this.#directory.join("socket"), ...args]);
  }
}
