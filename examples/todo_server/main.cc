// weft-todo: see README.md here, and --help.
#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "examples/todo_server/todo_server.h"

int main(int argc, char** argv) {
  using weft::sync::Rights;
  const weft::Result<weft::todo::Options> options =
      weft::todo::ParseOptions(std::vector<std::string>(argv + 1, argv + argc));
  if (!options.ok()) {
    std::cerr << "weft-todo: " << options.status().message() << "\n";
    return 2;
  }
  if (options->help) {
    std::cout << weft::todo::Usage();
    return 0;
  }
  // A write beyond a limit on files' size is to fail as on a full disk.
  std::signal(SIGXFSZ, SIG_IGN);
  weft::Result<std::unique_ptr<weft::todo::TodoServer>> server =
      weft::todo::TodoServer::Open(*options);
  if (!server.ok()) {
    std::cerr << "weft-todo: " << server.status().message() << "\n";
    return 1;
  }
  const std::string& url = (*server)->url();
  std::cout << "listening on " << url << "\n"
            << "edit link: " << url << (*server)->FirstLink(Rights::kEdit) << "\n"
            << "view link: " << url << (*server)->FirstLink(Rights::kView) << "\n"
            << std::flush;
  (*server)->Run();
  std::cout << "stopped\n";
  return 0;
}
