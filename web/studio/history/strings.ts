const en = {
  nothing: "Nothing has been edited yet.",
  more: "Show more",
  changes: "What changed",
  clashTitle: "Changed here and in the repository",
  clashText:
    "Choose what is to stay. Until then the draft goes on without the repository's changes, and cannot be published.",
  before: "Before",
  ours: "The studio's",
  theirs: "The repository's",
  both: "Both",
  removed: "removed",
  settle: "Settle",
};
export const HISTORY = {
  en,
  zh: {
    nothing: "还没有任何修改。",
    more: "显示更多",
    changes: "改动内容",
    clashTitle: "工作室与代码库同时改动",
    clashText: "请选择保留哪一份。在此之前，草稿不包含代码库的改动，也无法发布。",
    before: "之前",
    ours: "工作室的",
    theirs: "代码库的",
    both: "两份都保留",
    removed: "已删除",
    settle: "处理",
  } satisfies typeof en,
};
