import type { Kind, Problem } from "./contract";

const en = {
  write: "Write one by chatting",
  list: "Rules, stories and tests",
  search: "Find",
  searchHint: "name, intent or action",
  none: "Nothing is called that.",
  empty: "There is no rule or story yet.",
  rule: "Rule",
  story: "Story",
  test: "Test",
  choose: "Choose a rule, a story or a test to read it.",
  gone: "That is not there any more.",
  views: { talk: "Conversation", flow: "Flow", all: "All together" },
  flowOf: (name: string) => `Flow of “${name}”; the conversation says the same in words.`,
  flowOfAll: (count: number) => `Flow of ${count} dialogues; the list says the same in words.`,
  begins: "Start",
  shopper: "Shopper",
  bot: "Bot",
  oneOf: (count: number) => `One of ${count} meanings`,
  noExample: "no example yet",
  byCode: "What it says is decided when it runs.",
  waits: "The bot waits for the shopper.",
  open: "What follows is left open.",
  onlyAtStart: "Only as the first thing in a conversation.",
  ifSo: "If",
  slotsSet: "It is remembered:",
  anything: "anything",
  loopRuns: (name: string) => `The form ${name} runs`,
  loopEnds: "No form runs any more",
  checkpoint: (name: string) => `Goes on at “${name}”`,
  edit: "Change the steps",
  rename: "Rename",
  remove: "Remove",
  removeAsk: (name: string) => `Remove “${name}”?`,
  newName: "New name",
  name: "Name",
  anyway: "Save anyway",
  instead: "Make the rules that say otherwise say this",
  cancel: "Cancel",
  save: "Save",
  steps: "Steps",
  step: (number: number) => `Step ${number}`,
  up: "Move up",
  down: "Move down",
  drop: "Remove step",
  add: "Add a step",
  kinds: {
    intent: "The shopper means",
    action: "The bot does",
    or: "The shopper means one of",
    slots: "Is remembered",
    loop: "Form that runs",
    checkpoint: "Checkpoint",
    other: "As written",
  } as Record<Kind, string>,
  exactly: "Word by word",
  entities: "Entities",
  problems: "What is wrong",
  problemCount: (errors: number, warnings: number) =>
    `${errors} ${errors === 1 ? "contradiction or mistake" : "contradictions and mistakes"}, ${warnings} to look at`,
  allWell: "Nothing contradicts anything.",
  wouldBe: "It was not saved, because then:",
  onlyRules: "The bot learns from rules only: a story is held against the rules, but teaches it nothing.",
  says: (problem: Problem) => problem.said,
  talkTitle: "Write a dialogue",
  talkIntro:
    "Type as a shopper would. The bot answers by the draft; correct what it understood or did. In the end it is saved.",
  message: "As the shopper",
  send: "Send",
  thinking: "The draft is being asked …",
  understood: "Understood as",
  otherIntents: "Other intents",
  belowThreshold: (share: string) => `Not sure enough (it takes ${share}): the bot asks back.`,
  does: "Does",
  because: "by the rule",
  noRule: "No rule says what follows: the bot asks back.",
  corrected: "corrected",
  another: "One more action",
  lessAction: "Remove this action",
  takeBack: "Take the last turn back",
  saveTitle: "Save",
  teach: "What the bot learns from it",
  teachNothing: "Nothing: it is right already",
  teachRules: (count: number) => (count === 1 ? "A rule" : `${count} rules, one for each corrected answer`),
  teachStory: "A story",
  asTest: "Keep it as a test",
  inFile: "File",
  asExamples: "Learn these words too",
  exampleOf: (text: string, intent: string) => `“${text}” means ${intent}`,
  nothingToSave: "Choose at least one: a rule, a story, a test or words to learn.",
  back: "Back to the list",
};

export type Words = typeof en;

const zh: Words = {
  write: "边聊边写",
  list: "规则、故事和测试",
  search: "查找",
  searchHint: "名称、意图或动作",
  none: "没有找到。",
  empty: "还没有规则或故事。",
  rule: "规则",
  story: "故事",
  test: "测试",
  choose: "选择一条规则、故事或测试来查看。",
  gone: "它已经不在了。",
  views: { talk: "对话", flow: "流程图", all: "全部合图" },
  flowOf: (name) => `“${name}”的流程图；对话视图用文字表达同样的内容。`,
  flowOfAll: (count) => `${count} 个对话的流程图；列表用文字表达同样的内容。`,
  begins: "开始",
  shopper: "顾客",
  bot: "机器人",
  oneOf: (count) => `${count} 种意思之一`,
  noExample: "还没有例句",
  byCode: "具体说什么由程序在运行时决定。",
  waits: "机器人等待顾客。",
  open: "之后做什么没有规定。",
  onlyAtStart: "仅在对话开头适用。",
  ifSo: "前提",
  slotsSet: "已记住：",
  anything: "任意值",
  loopRuns: (name) => `表单 ${name} 正在进行`,
  loopEnds: "没有表单在进行",
  checkpoint: (name) => `从“${name}”继续`,
  edit: "修改步骤",
  rename: "改名",
  remove: "删除",
  removeAsk: (name) => `要删除“${name}”吗？`,
  newName: "新名称",
  name: "名称",
  anyway: "仍然保存",
  instead: "让其他说法的规则改成这样",
  cancel: "取消",
  save: "保存",
  steps: "步骤",
  step: (number) => `第 ${number} 步`,
  up: "上移",
  down: "下移",
  drop: "删除此步",
  add: "增加一步",
  kinds: {
    intent: "顾客的意思是",
    action: "机器人执行",
    or: "顾客的意思是其中之一",
    slots: "已记住",
    loop: "进行中的表单",
    checkpoint: "衔接点",
    other: "原文",
  },
  exactly: "原话",
  entities: "实体",
  problems: "存在的问题",
  problemCount: (errors, warnings) => `${errors} 处矛盾或错误，${warnings} 处需要留意`,
  allWell: "没有互相矛盾的地方。",
  wouldBe: "没有保存，否则会出现：",
  onlyRules: "机器人目前只从规则学习：故事只用来和规则核对，不会教给它新内容。",
  says: (problem) => zhProblem(problem),
  talkTitle: "写一段对话",
  talkIntro: "像顾客一样输入。机器人按草稿回答；请纠正它理解错或做错的地方，最后保存。",
  message: "以顾客身份输入",
  send: "发送",
  thinking: "正在询问草稿……",
  understood: "理解为",
  otherIntents: "其他意图",
  belowThreshold: (share) => `把握不够（需要 ${share}）：机器人会反问。`,
  does: "执行",
  because: "依据规则",
  noRule: "没有规则规定下一步：机器人会反问。",
  corrected: "已纠正",
  another: "再加一个动作",
  lessAction: "删除此动作",
  takeBack: "撤回最后一轮",
  saveTitle: "保存",
  teach: "教给机器人什么",
  teachNothing: "不用教：它已经做对了",
  teachRules: (count) => (count === 1 ? "一条规则" : `${count} 条规则，每个纠正一条`),
  teachStory: "一个故事",
  asTest: "保存为测试",
  inFile: "文件",
  asExamples: "同时学习这些说法",
  exampleOf: (text, intent) => `“${text}”的意思是 ${intent}`,
  nothingToSave: "请至少选择一项：规则、故事、测试或要学习的说法。",
  back: "返回列表",
};

export const STORIES = { en, zh };

function zhProblem({ kind, said, about, places }: Problem): string {
  const [first = "", second = "", third = "", fourth = ""] = about;
  const [here = "", there = ""] = places;
  const unknown: Record<string, string> = {
    unknown_intent: "意图",
    unknown_action: "动作",
    unknown_loop: "表单",
    unknown_slot: "槽位",
    unknown_entity: "实体",
  };
  const does = (action: string): string =>
    action === "action_listen" || action === "..." ? "等待顾客" : `执行 ${action}`;
  if (kind in unknown) return `${here}：“${first}”用到的${unknown[kind]}“${second}”不在领域文件里。`;
  switch (kind) {
    case "rules_contradict":
    case "stories_contradict":
      return `开头相同，但“${first}”要${does(third)}（${here}），而“${second}”要${does(fourth)}（${there}）。`;
    case "story_contradicts_rule":
    case "test_fails":
      return there
        ? `“${first}”要${does(third)}（${here}），但规则“${second}”在这里${does(fourth)}（${there}）。`
        : `${here}：“${first}”要${does(second)}，但 Rasa 自己会${does(third)}。`;
    case "test_unanswered":
      return `${here}：测试“${first}”要${does(second)}，但没有规则规定这里做什么。`;
    case "same_name":
      return `有两个都叫“${first}”：${here} 和 ${there}。`;
    case "duplicate":
      return `“${first}”（${here}）和“${second}”（${there}）内容相同。`;
    case "unreachable":
      return `${here}：没有对话通向衔接点“${second}”，所以“${first}”永远走不到。`;
    case "loose_end":
      return `${here}：没有对话从衔接点“${second}”继续。`;
    case "unanswered":
      return `${here}：没有规则规定“${first}”之后机器人做什么。`;
    case "long_rule":
      return `${here}：规则“${first}”里顾客说了不止一次，规则只能有一次。请改成故事，或拆成几条规则。`;
    case "no_action":
      return `${here}：“${first}”没有说机器人做什么。`;
    case "bad_name":
      return `${here}：名称须为一行，最多 120 个字。`;
    case "unknown_step":
      return `${here}：步骤“${second}”无法识别。`;
    default:
      return said;
  }
}
