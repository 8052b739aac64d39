import type { Language } from "../shared/contract";
import { Refused } from "../shared/staff/call";

const en = {
  title: "Studio",
  email: "E-mail",
  password: "Password",
  logIn: "Log in",
  logOut: "Log out",
  desk: "Desk",
  notForYou: "Your account may not use the studio. Ask an admin for the role of an editor.",
  pages: {
    inbox: "Inbox",
    language: "Language data",
    answers: "Answers",
    stories: "Stories",
    checks: "Before publishing",
    releases: "Releases",
    trial: "Trying two",
    transfer: "Import, export",
    history: "History",
  },
  missing: "There is no such page.",
  tryIt: "Try it",
  unpublished: (files: number) => (files === 1 ? "1 file not published" : `${files} files not published`),
  allPublished: "All published",
  clashes: (count: number) =>
    `The repository was changed from elsewhere, and ${count === 1 ? "one place" : `${count} places`} cannot be merged.`,
  settle: "Settle",
  undo: "Undo",
  loading: "Loading …",
  cancel: "Cancel",
  save: "Save",
  close: "Close",
  noAnswer: "No connection to the server.",
  serverError: "Something went wrong on the server.",
  languages: { en: "English", zh: "Chinese" } as Record<string, string>,
};

export type Strings = typeof en;

const zh: Strings = {
  title: "工作室",
  email: "邮箱",
  password: "密码",
  logIn: "登录",
  logOut: "退出",
  desk: "客服台",
  notForYou: "您的账号没有工作室权限，请联系管理员开通内容编辑角色。",
  pages: {
    inbox: "收件箱",
    language: "语料",
    answers: "回答",
    stories: "对话流程",
    checks: "发布前检查",
    releases: "版本",
    trial: "对比试用",
    transfer: "导入导出",
    history: "修改记录",
  },
  missing: "没有这个页面。",
  tryIt: "试一试",
  unpublished: (files) => `${files} 个文件未发布`,
  allPublished: "全部已发布",
  clashes: (count) => `代码库有外部改动，其中 ${count} 处无法自动合并。`,
  settle: "处理",
  undo: "撤销",
  loading: "加载中……",
  cancel: "取消",
  save: "保存",
  close: "关闭",
  noAnswer: "无法连接服务器。",
  serverError: "服务器出错了。",
  languages: { en: "英文", zh: "中文" },
};

export const STRINGS: Record<Language, Strings> = { en, zh };

export function problemText(error: unknown, strings: Strings): string {
  if (!(error instanceof Refused)) return strings.serverError;
  if (error.code === "no_answer") return strings.noAnswer;
  return error.message || strings.serverError;
}
