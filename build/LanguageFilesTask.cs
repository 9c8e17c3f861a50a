using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Security;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Checks the files of all languages against English and generates the typed properties of the text classes. MSBuild
/// compiles this file for .NET Standard 2.0: see Languages.targets.
/// </summary>
public sealed class LanguageFilesTask : Task
{
    private const string Measure = "en";
    private const string Settings = "language";

    /// <summary>The words of replies. A language may have none for a purpose, so their lists may be empty.</summary>
    private const string Words = "replies";

    private enum Kind
    {
        Text,
        List,
        Plural,
    }

    /// <summary>The folder that holds a folder for each language.</summary>
    [Required]
    public string Folder { get; set; }

    /// <summary>File names without extension; the metadata <c>Class</c> names the class that gets their keys.</summary>
    [Required]
    public ITaskItem[] Classes { get; set; }

    /// <summary>The folder of the generated files.</summary>
    [Required]
    public string Output { get; set; }

    /// <summary>Logs every error by file.</summary>
    /// <returns>True if there is none.</returns>
    public override bool Execute()
    {
        var english = ReadFolder(Path.Combine(Folder, Measure));
        foreach (var folder in Directory.GetDirectories(Folder))
        {
            CheckFolder(Path.GetFileName(folder), ReadFolder(folder), english);
        }

        if (!Log.HasLoggedErrors)
        {
            foreach (var item in Classes)
            {
                Generate(item.GetMetadata("Class"), item.ItemSpec, english[item.ItemSpec]);
            }
        }

        return !Log.HasLoggedErrors;
    }

    private void CheckFolder(
        string code,
        Dictionary<string, List<Entry>> files,
        Dictionary<string, List<Entry>> english
    )
    {
        if (!files.TryGetValue(Settings, out var settings))
        {
            Error(code, Settings, "LANG001", "The file is missing.");
            return;
        }

        var ownCode = settings.Find(entry => entry.Key == "code")?.Items.FirstOrDefault();
        if (ownCode != code)
        {
            Error(code, Settings, "LANG005", $"The code '{ownCode}' is not the name of the folder.");
        }

        var listed = settings.Find(entry => entry.Key == "files")?.Items ?? new string[0];
        foreach (var name in listed.Except(files.Keys))
        {
            Error(code, name, "LANG001", $"The file is missing, but {Settings}.json lists it.");
        }

        foreach (var name in files.Keys.Except(listed).Where(name => name != Settings))
        {
            Error(code, name, "LANG002", $"{Settings}.json does not list the file.");
        }

        var categories = settings
            .Where(entry => entry.Key.StartsWith("plurals.", StringComparison.Ordinal))
            .Select(entry => entry.Key.Substring("plurals.".Length))
            .Concat(new[] { "other" })
            .ToList();
        foreach (var file in files)
        {
            if (english.TryGetValue(file.Key, out var wanted))
            {
                CheckFile(code, file.Key, file.Value, wanted, categories);
            }
            else
            {
                Error(code, file.Key, "LANG002", $"'{Measure}' has no such file.");
            }
        }
    }

    private void CheckFile(string code, string name, List<Entry> file, List<Entry> wanted, List<string> categories)
    {
        // The categories of plural rules are the language's own.
        var keys = file.Select(entry => entry.Key).Where(key => !key.StartsWith("plurals.")).ToList();
        var wantedKeys = wanted.Select(entry => entry.Key).Where(key => !key.StartsWith("plurals.")).ToList();
        Report(code, name, "LANG003", "Keys are missing", wantedKeys.Except(keys));
        Report(code, name, "LANG004", $"Keys that '{Measure}' does not have", keys.Except(wantedKeys));
        var repeated = keys.GroupBy(key => key).Where(group => group.Count() > 1).Select(group => group.Key);
        Report(code, name, "LANG004", "Keys occur twice", repeated);
        var empty = file.Where(entry =>
            entry.Items.Any(string.IsNullOrEmpty)
            || entry.Items.Any(item => item.Trim().Length == 0 && name != Settings)
            || (entry.Items.Length == 0 && name != Words)
        );
        Report(code, name, "LANG007", "Keys are empty", empty.Select(entry => entry.Key));
        foreach (var entry in file)
        {
            CheckKind(code, name, entry, wanted.Find(other => other.Key == entry.Key), categories);
        }
    }

    private void CheckKind(string code, string name, Entry entry, Entry wanted, List<string> categories)
    {
        // A language whose forms are all the same may have a plain text instead of plural forms.
        if (wanted != null && entry.Kind != wanted.Kind && !(wanted.Kind == Kind.Plural && entry.Kind == Kind.Text))
        {
            Error(code, name, "LANG006", $"'{entry.Key}' is a {entry.Kind}, but a {wanted.Kind} in '{Measure}'.");
        }

        if (entry.Kind == Kind.Plural && !categories.OrderBy(each => each).SequenceEqual(entry.Forms))
        {
            Error(code, name, "LANG006", $"'{entry.Key}' must have the forms {string.Join(", ", categories)}.");
        }
    }

    private void Report(string code, string name, string error, string what, IEnumerable<string> keys)
    {
        var all = string.Join(", ", keys);
        if (all.Length > 0)
        {
            Error(code, name, error, $"{what}: {all}");
        }
    }

    private void Error(string code, string name, string error, string text) =>
        Log.LogError(null, error, null, Path.Combine(Folder, code, name + ".json"), 0, 0, 0, 0, text);

    private Dictionary<string, List<Entry>> ReadFolder(string folder)
    {
        var files = new Dictionary<string, List<Entry>>();
        foreach (var path in Directory.GetFiles(folder))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            try
            {
                using var reader = JsonReaderWriterFactory.CreateJsonReader(
                    File.ReadAllBytes(path),
                    XmlDictionaryReaderQuotas.Max
                );
                files[name] = EntriesOf(XDocument.Load(reader).Root, "").ToList();
            }
            catch (XmlException e)
            {
                Error(Path.GetFileName(folder), name, "LANG008", "The file is not JSON: " + e.Message);
                files[name] = new List<Entry>();
            }
        }

        return files;
    }

    /// <summary>
    /// The texts, lists and plural texts of an object; the keys of nested objects are joined with dots.
    /// </summary>
    private static IEnumerable<Entry> EntriesOf(XElement parent, string prefix)
    {
        foreach (var element in parent.Elements())
        {
            var key = prefix + NameOf(element);
            var items = element.Elements().ToList();
            if ((string)element.Attribute("type") != "object")
            {
                var isList = (string)element.Attribute("type") == "array";
                yield return isList
                    ? new Entry(key, Kind.List, items.Select(item => item.Value))
                    : new Entry(key, Kind.Text, new[] { element.Value });
            }
            else if (items.Exists(item => NameOf(item) == "other"))
            {
                yield return new Entry(key, Kind.Plural, items.Select(item => item.Value), items.Select(NameOf));
            }
            else
            {
                foreach (var entry in EntriesOf(element, key + "."))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>The JSON key: an attribute where it is no XML name.</summary>
    private static string NameOf(XElement element) => (string)element.Attribute("item") ?? element.Name.LocalName;

    private void Generate(string className, string name, List<Entry> entries)
    {
        var lines = new List<string>
        {
            $"// <auto-generated>Made from Languages/{Measure}/{name}.json by LanguageFilesTask.</auto-generated>",
            "#nullable enable",
            "using System.Collections.Immutable;",
            "namespace Surveys.Languages;",
            $"partial class {className}",
            "{",
        };
        foreach (var entry in entries)
        {
            var (type, method) =
                entry.Kind == Kind.Text ? ("string", "Text")
                : entry.Kind == Kind.List ? ("ImmutableArray<string>", "List")
                : ("PluralText", "Plural");
            var english = SecurityElement.Escape(string.Join(" | ", entry.Items).Replace('\n', ' '));
            lines.Add($"    /// <summary>In English: {english}</summary>");
            lines.Add($"    public {type} {entry.Key} => {method}(\"{entry.Key}\");");
        }

        lines.Add("}");
        File.WriteAllLines(Path.Combine(Output, className + ".g.cs"), lines);
    }

    private sealed class Entry
    {
        public Entry(string key, Kind kind, IEnumerable<string> items, IEnumerable<string> forms = null)
        {
            Key = key;
            Kind = kind;
            Items = items.ToArray();
            Forms = (forms ?? new string[0]).OrderBy(form => form).ToArray();
        }

        public string Key { get; }

        public Kind Kind { get; }

        public string[] Items { get; }

        /// <summary>The plural categories in alphabetical order.</summary>
        public string[] Forms { get; }
    }
}
