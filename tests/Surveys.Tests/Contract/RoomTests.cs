using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Surveys.Tests.Contract;

/// <summary>The rooms of the library: an upper one may use a lower one, never the reverse.</summary>
public sealed class RoomTests
{
    /// <summary>From the top down; the root above them composes, the language's own and what has no room may be used by all.</summary>
    private static readonly string[] Rooms =
    [
        "Pages",
        "Sms",
        "Savings",
        "Aggregates",
        "Publication",
        "Integrity",
        "Questionnaires",
        "Invitations",
        "Interactions",
        "ServiceRegister",
        "Access",
        "Audit",
        "Privacy",
        "Ledger",
        "Http",
        "Storage",
        "Languages",
        "Scoring",
        "Countries",
        "Calendar",
    ];

    public static TheoryData<string> All { get; } = [.. Rooms];

    [Theory, MemberData(nameof(All))]
    public void A_room_uses_only_lower_ones(string room)
    {
        var folder = Path.Combine(GoldenFile.Root(), "src", "Surveys", room);
        var files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var names = CSharpSyntaxTree
                .ParseText(File.ReadAllText(file), cancellationToken: TestContext.Current.CancellationToken)
                .GetRoot(TestContext.Current.CancellationToken)
                .DescendantNodes();
            foreach (
                var used in names
                    .OfType<UsingDirectiveSyntax>()
                    .Select(directive => directive.NamespaceOrType.ToString())
                    .Where(name => name.StartsWith("Surveys.", StringComparison.Ordinal))
                    .Select(name => name.Split('.')[1])
            )
            {
                Assert.True(
                    Array.IndexOf(Rooms, used) >= Array.IndexOf(Rooms, room),
                    $"{Path.GetRelativePath(folder, file)} of {room} uses {used}, which lies above it."
                );
            }
        }
    }

    [Fact]
    public void Every_folder_is_a_room_and_every_room_a_folder() =>
        Assert.Equal(
            Rooms.Order(StringComparer.Ordinal),
            Directory
                .GetDirectories(Path.Combine(GoldenFile.Root(), "src", "Surveys"))
                .Select(Path.GetFileName)
                .Where(name => name is not ("bin" or "obj"))
                .Order(StringComparer.Ordinal)
        );
}
