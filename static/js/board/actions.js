// What is agreed, beside the board: lists that the server makes and that are asked for anew after a
// change, and the forms. A form in which somebody types stays as it is.

/** @import { Command, PageData, Refusal } from "./protocol.js" */
/** @import { Desk } from "./desk.js" */
/** @import { Live } from "./live.js" */

import { fetchPart } from "../shared/dialogs.js";
import { FreshPart } from "../shared/fresh.js";
import { setText, showList } from "../shared/list.js";
import { need } from "../shared/page.js";
import { format } from "../shared/text.js";
import { newId } from "./ids.js";

const PAUSE_MS = 200;
/** As deals/models/actions.py says. */
const MOST_IN_AN_ACTION = 300;
const LISTS = "[data-actions]";
const FORM = "[data-action-form]";

export class Actions {
  #page;
  #desk;
  #say;
  #tab = need("#tab-actions");
  #part = need("#panel-actions");
  #fresh;

  /**
   * @param {string} url  where the lists can be had
   * @param {PageData} page
   * @param {Desk} desk
   * @param {(about: string, sentence: string) => void} say
   */
  constructor(url, page, desk, say) {
    this.#fresh = new FreshPart(LISTS, PAUSE_MS, {
      urlOf: () => url,
      take: (lists) => this.#show(lists),
    });
    this.#page = page;
    this.#desk = desk;
    this.#say = say;
  }

  /**
   * Follow what is agreed, and presses.
   * @param {Live} live
   */
  start(live) {
    live.onEvents((events) => {
      if (events.some(({ kind }) => kind === "action_agreed")) this.#fresh.later();
    });
    // Who keeps the records of the deal may have changed them meanwhile.
    this.#tab.addEventListener("click", () => this.#fresh.later());
    document.addEventListener("click", (event) => this.#press(event));
    this.#drawCount(need(LISTS));
  }

  /**
   * A command about an action was carried out.
   * @param {Command} command
   * @param {HTMLFormElement} form
   */
  carriedOut(command, form) {
    const { texts } = this.#page;
    if (command.kind === "add_action") {
      form.reset();
      inputIn(form, "action").value = newId();
      this.#setOrigin(form, {}, "");
      this.#say("action", texts.action_added);
      need("textarea", form).focus();
    } else if (command.kind === "change_action") {
      this.#close(form);
      this.#say("action", texts.action_changed);
    } else if (command.kind === "finish_action") {
      this.#say("action", command.done === "true" ? texts.action_done : texts.action_open);
    } else {
      return;
    }
    this.#fresh.later();
  }

  /**
   * Somebody else changed an action while it was changed here: both texts stand there.
   * @param {Refusal} refusal
   * @param {HTMLFormElement} form
   */
  async refused({ code }, form) {
    const link = linkOf(form);
    if (code !== "action_changed" || !link) return;
    const fresh = await fetchPart(link.href, FORM);
    if (!(fresh instanceof HTMLFormElement)) return;
    inputIn(form, "based_on").value = inputIn(fresh, "based_on").value;
    setText(need("[data-theirs]", form), need("[data-theirs]", fresh).textContent ?? "");
    need("[data-action-changed]", form).hidden = false;
  }

  // Private

  /** @param {MouseEvent} event */
  #press(event) {
    const target = event.target instanceof Element ? event.target.closest("button, a") : null;
    if (!target) return;
    if (target.matches("[data-change-action]")) {
      event.preventDefault();
      this.#change(/** @type {HTMLAnchorElement} */ (target));
    } else if (target.matches("[data-cancel-action]")) {
      event.preventDefault();
      this.#close(/** @type {HTMLFormElement} */ (target.closest("form")));
    } else if (target.matches("[data-make-action]")) {
      this.#make(target);
    } else if (target.matches("[data-action-from-off]")) {
      const form = /** @type {HTMLFormElement} */ (target.closest("form"));
      this.#setOrigin(form, {}, "");
      need("textarea", form).focus();
    } else if (target.matches("[data-open-actions]")) {
      this.#tab.click();
      this.#tab.focus();
    }
  }

  // Private: a new one

  /**
   * Of a question, or of what is chosen on the board.
   * @param {Element} button
   */
  #make(button) {
    const form = /** @type {HTMLFormElement} */ (need("[data-add-action]", this.#part));
    const sheet = button.getAttribute("data-sheet") ?? "";
    const question = button.getAttribute("data-question") ?? "";
    const subject = button.getAttribute("data-action-subject") ?? "";
    const { chosen } = this.#desk;
    const { texts, boards } = this.#page;
    if (subject) {
      const name = this.#desk.state.subjects[subject]?.name ?? "";
      this.#setOrigin(form, { sheet, question, subject }, format(texts.action_of_name, { name }));
      button.closest("dialog")?.close();
      this.#propose(form, button);
    } else if (question) {
      const text = boards[sheet].questions.find(({ id }) => id === question)?.text ?? "";
      const line = format(texts.action_of_question, { question: text });
      this.#setOrigin(form, { sheet, question }, line);
    } else if (chosen) {
      const { id, name } = chosen.subject;
      this.#setOrigin(form, { subject: id }, format(texts.action_of_name, { name }));
      this.#desk.choose(null);
    }
    this.#tab.click();
    need("[data-new-action]", this.#part).setAttribute("open", "");
    need("textarea", form).focus();
  }

  /**
   * What a button says that will be done, and by whom; what was typed before stays.
   * @param {HTMLFormElement} form
   * @param {Element} button
   */
  #propose(form, button) {
    const text = /** @type {HTMLTextAreaElement} */ (need("textarea", form));
    const owner = /** @type {HTMLSelectElement} */ (need('[name="owner"]', form));
    const proposed = (button.getAttribute("data-text") ?? "").slice(0, MOST_IN_AN_ACTION);
    if (text.value.trim() === "") text.value = proposed;
    const wanted = button.getAttribute("data-owner") ?? "";
    if (wanted && [...owner.options].some(({ value }) => value === wanted)) owner.value = wanted;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {{sheet?: string, question?: string, subject?: string}} origin
   * @param {string} line
   */
  #setOrigin(form, { sheet = "", question = "", subject = "" }, line) {
    inputIn(form, "sheet").value = sheet;
    inputIn(form, "question").value = question;
    inputIn(form, "subject").value = subject;
    need("[data-action-from]", form).hidden = line === "";
    setText(need("[data-action-from-text]", form), line);
  }

  // Private: changing one in its place

  /** @param {HTMLAnchorElement} link */
  async #change(link) {
    const item = link.closest("[data-key]");
    const form = await fetchPart(link.href, FORM);
    if (!item || !form) {
      this.#say("action", this.#page.texts.not_offline);
      return;
    }
    if (item.querySelector(FORM)) return;
    need("[data-action-words]", item).hidden = true;
    item.append(form);
    need("textarea", form).focus();
  }

  /** @param {HTMLFormElement} form */
  #close(form) {
    const link = linkOf(form);
    const item = form.closest("[data-key]");
    form.remove();
    if (item) need("[data-action-words]", item).hidden = false;
    link?.focus();
    this.#fresh.later();
  }

  // Private: the lists

  /** @param {Element} lists */
  #show(lists) {
    const refocus = focusIn(this.#part);
    for (const section of lists.querySelectorAll("[data-action-section]")) {
      this.#takeSection(section);
    }
    this.#drawCount(lists);
    refocus?.();
  }

  /** @param {Element} fresh */
  #takeSection(fresh) {
    const name = fresh.getAttribute("data-action-section");
    const section = need(`[data-action-section="${name}"]`, this.#part);
    const items = [...need("[data-action-list]", fresh).children];
    showList(
      need("[data-action-list]", section),
      items,
      (item) => item.getAttribute("data-key") ?? "",
      () => document.createElement("li"),
      (node, item) => {
        if (node.querySelector(FORM)) return;
        node.className = item.className;
        if (node.innerHTML !== item.innerHTML) node.replaceChildren(...item.childNodes);
      },
    );
    section.toggleAttribute("hidden", fresh.hasAttribute("hidden"));
    section
      .querySelector("[data-no-actions]")
      ?.toggleAttribute("hidden", section.querySelector("[data-key]") !== null);
  }

  /** @param {Element} lists */
  #drawCount(lists) {
    const count = lists.getAttribute("data-open") ?? "0";
    setText(need("[data-actions-count]", this.#tab), count === "0" ? "" : count);
    const point = document.querySelector("[data-open-actions]");
    const line = lists.getAttribute("data-point") ?? "";
    point?.toggleAttribute("hidden", line === "");
    if (point) setText(point, line);
  }
}

// Private ------------------------------------------------------------------------------------

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function inputIn(form, name) {
  return /** @type {HTMLInputElement} */ (need(`[name="${name}"]`, form));
}

/**
 * The link that opened a form in the list.
 * @param {HTMLFormElement} form
 * @returns {HTMLAnchorElement | null}
 */
function linkOf(form) {
  return form.closest("[data-key]")?.querySelector("[data-change-action]") ?? null;
}

/**
 * Where the focus is by its name, so that it can go back there in a list that was made anew.
 * @param {Element} part
 * @returns {(() => void) | undefined}
 */
function focusIn(part) {
  const focused = document.activeElement;
  const key = focused?.closest("[data-key]")?.getAttribute("data-key");
  const act = focused?.getAttribute("data-act");
  if (!focused || !key || !act || !part.contains(focused)) return undefined;
  return () => {
    if (focused.isConnected) return;
    const item = part.querySelector(`[data-key="${key}"]`);
    const button = item?.querySelector(`[data-act="${act}"]`) ?? item?.querySelector("[data-act]");
    const target = button ?? document.querySelector("#tab-actions");
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}
